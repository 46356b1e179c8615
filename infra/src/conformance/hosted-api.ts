import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CfnApi,
  CfnAuthorizer,
  CfnIntegration,
  CfnModel,
  CfnRoute,
  CfnRouteResponse,
  CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Aws } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { HostedApiStage, HostedRouteStage } from '../../../src/stage/index.ts'
import { acknowledge } from '../acknowledge.ts'
import type { StageFunction } from '../function.ts'
import { inFindings } from '../in-findings.ts'
import { allowInvoke, apiArn, invocationUri } from '../invocation.ts'
import type { Stage } from '../stage.ts'

export interface HostedApiProps {
  readonly stage: Stage
  readonly api: HostedApiStage
  /** Where the files of models are from. */
  readonly folder: string
  readonly routes: StageFunction
  readonly authorizer: StageFunction
}

/** An API of a stage file on API Gateway, with all its routes to one function. */
export class HostedApi extends Construct {
  readonly url: string
  private readonly props: HostedApiProps
  private readonly api: CfnApi
  private readonly integrations = new Map<number | undefined, CfnIntegration>()

  constructor(scope: Construct, props: HostedApiProps) {
    super(scope, props.api.name)
    this.props = props
    const { stage, api, routes } = props
    this.api = new CfnApi(this, 'Api', {
      name: stage.named(api.name),
      protocolType: 'WEBSOCKET',
      routeSelectionExpression: api.selector,
    })
    allowInvoke(this, 'InvokeRoutes', routes, { api: this.api, path: `${this.stageName}/*` })
    const connecting = api.authorizers?.some(({ type }) => type === 'lambda') ? this.authorizer() : undefined
    const made = Object.entries(api.routes).map(([key, route]) => this.route(key, route, connecting))
    const deployed = this.deploy()
    for (const route of made) deployed.addResourceDependency(route)
    this.url = `wss://${this.api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.stageName}`
  }

  /** Let a function reach the connections of this API. */
  allowConnections(reaching: StageFunction): void {
    const arn = apiArn(this.api, `${this.stageName}/*/@connections/*`)
    reaching.allow(['execute-api:ManageConnections'], [arn])
    reaching.acknowledge(
      `AwsSolutions-IAM5[Resource::${inFindings(this, arn)}]`,
      'The ids of connections are not known before, and the suite tries every method on them.',
    )
  }

  private get stageName(): string {
    return this.props.api.stage ?? this.props.api.name
  }

  private route(key: string, route: HostedRouteStage, connecting: CfnAuthorizer | undefined): CfnRoute {
    const { integration, response = false } = route
    const timeoutMs = integration.type === 'function' ? integration.timeoutMs : undefined
    const model = this.model(key, route)
    const made = new CfnRoute(this, `${idOf(key)}Route`, {
      apiId: this.api.ref,
      routeKey: key,
      target: `integrations/${this.integration(timeoutMs).ref}`,
      ...(key === '$connect' && connecting && { authorizationType: 'CUSTOM', authorizerId: connecting.ref }),
      ...(response && { routeResponseSelectionExpression: '$default' }),
      ...(model && { modelSelectionExpression: '$default', requestModels: { $default: model.name } }),
    })
    acknowledge(
      made,
      'AwsSolutions-APIG4',
      'Who may connect is asked at $connect, or this API is about having nobody who asks.',
    )
    if (model) made.addResourceDependency(model)
    if (response) {
      new CfnRouteResponse(this, `${idOf(key)}Response`, {
        apiId: this.api.ref,
        routeId: made.ref,
        routeResponseKey: '$default',
      })
    }
    return made
  }

  private model(key: string, { models }: HostedRouteStage): CfnModel | undefined {
    const file = models?.$default
    if (file === undefined) return undefined
    const schema: unknown = JSON.parse(readFileSync(join(this.props.folder, file), 'utf8'))
    return new CfnModel(this, `${idOf(key)}Model`, {
      apiId: this.api.ref,
      name: idOf(key),
      contentType: 'application/json',
      schema,
    })
  }

  private integration(timeoutInMillis: number | undefined): CfnIntegration {
    const known = this.integrations.get(timeoutInMillis)
    if (known !== undefined) return known
    const made = new CfnIntegration(this, `Integration${timeoutInMillis ?? ''}`, {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: invocationUri(this, this.props.routes),
      ...(timeoutInMillis !== undefined && { timeoutInMillis }),
    })
    this.integrations.set(timeoutInMillis, made)
    return made
  }

  private authorizer(): CfnAuthorizer {
    const { api, authorizer } = this.props
    const sources = api.authorizers?.flatMap((each) =>
      each.type === 'lambda' ? (each.identitySource ?? []) : [],
    )
    const made = new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.api.ref,
      name: 'connect',
      authorizerType: 'REQUEST',
      authorizerUri: invocationUri(this, authorizer),
      ...(sources && { identitySource: sources }),
    })
    allowInvoke(this, 'InvokeAuthorizer', authorizer, { api: this.api, path: `authorizers/${made.ref}` })
    return made
  }

  private deploy(): CfnStage {
    const { stage, api } = this.props
    const access = new LogGroup(this, 'AccessLogs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.removalPolicy,
    })
    const throttled = Object.entries(api.routes).flatMap(([key, { throttle }]) =>
      throttle === undefined
        ? []
        : [[key, { ThrottlingRateLimit: throttle.rate, ThrottlingBurstLimit: throttle.burst }] as const],
    )
    return new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: this.stageName,
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: access.logGroupArn,
        format: JSON.stringify({ requestId: '$context.requestId', status: '$context.status' }),
      },
      ...(throttled.length > 0 && { routeSettings: Object.fromEntries(throttled) }),
    })
  }
}

/** `event-` and `event` are two routes. */
const idOf = (routeKey: string): string =>
  routeKey
    .replaceAll('$', '')
    .replaceAll('-', 'Dash')
    .replace(/^./, (first) => first.toUpperCase())
