import {
  CfnApi,
  CfnAuthorizer,
  CfnIntegration,
  CfnModel,
  CfnRoute,
  type CfnStage,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { Aws } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { StageFunction } from '../function.ts'
import { inFindings } from '../in-findings.ts'
import { allowInvoke, apiArn, invocationUri } from '../invocation.ts'
import type { Stage } from '../stage.ts'
import type { Definition } from './definitions.ts'
import { modelOf } from './models.ts'
import { webSocketStage } from './web-socket-stage.ts'

export interface WebSocketApiProps {
  readonly stage: Stage
  readonly definition: Definition
}

/** What serves an API: one function for all its routes, and one that says who may connect. */
export interface Serving {
  readonly routes: StageFunction
  readonly authorizer: StageFunction | undefined
}

type Method = 'POST' | 'GET' | 'DELETE'

/** An API of API Gateway, from its definition. */
export class WebSocketApi extends Construct {
  readonly definition: Definition
  readonly api: CfnApi
  readonly deployed: CfnStage

  constructor(scope: Construct, id: string, { stage, definition }: WebSocketApiProps) {
    super(scope, id)
    this.definition = definition
    this.api = new CfnApi(this, 'Api', {
      name: stage.named(definition.name),
      description: definition.api.about.description,
      protocolType: 'WEBSOCKET',
      routeSelectionExpression: definition.api.selector,
    })
    this.deployed = webSocketStage(this, { stage, definition, api: this.api })
  }

  get url(): string {
    return `wss://${this.host}/${this.definition.stageName}`
  }

  /** Where connections of this API are posted to, described and closed. */
  get connectionsUrl(): string {
    return `https://${this.host}/${this.definition.stageName}`
  }

  get host(): string {
    return `${this.api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`
  }

  /** Let a function reach connections, which have ids that nobody knows yet. */
  allowConnections(reaching: StageFunction, methods: readonly Method[]): void {
    const arns = methods.map((method) =>
      apiArn(this.api, `${this.definition.stageName}/${method}/@connections/*`),
    )
    reaching.allow(['execute-api:ManageConnections'], arns)
    for (const arn of arns) {
      const finding = `AwsSolutions-IAM5[Resource::${inFindings(this, arn)}]`
      reaching.acknowledge(finding, 'The ids of connections are not known before.')
    }
  }

  /** Make the routes of the definition. */
  serve({ routes, authorizer }: Serving): void {
    const target = `integrations/${this.integration(routes).ref}`
    const connecting = authorizer === undefined ? undefined : this.authorizer(authorizer)
    const made = [
      this.connectRoute(target, connecting),
      this.route('$disconnect', target),
      ...(this.definition.hasDefault ? [this.route('$default', target)] : []),
      ...Object.keys(this.definition.api.routes).map((key) => this.messageRoute(key, target)),
    ]
    for (const route of made) this.deployed.addResourceDependency(route)
  }

  private connectRoute(target: string, authorizer: CfnAuthorizer | undefined): CfnRoute {
    const authorizationType = { function: 'CUSTOM', signature: 'AWS_IAM', nobody: 'NONE' }[
      this.definition.connect
    ]
    const route = this.route('$connect', target, {
      authorizationType,
      ...(authorizer !== undefined && { authorizerId: authorizer.ref }),
    })
    if (authorizationType === 'NONE') {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Everybody may connect to the web chat, unless iam_auth says otherwise.',
      )
    }
    return route
  }

  private messageRoute(key: string, target: string): CfnRoute {
    const schema = this.definition.api.routes[key]?.schema
    if (!this.definition.hasModels || schema === undefined) return this.route(key, target)
    const name = nameOf(key)
    const model = new CfnModel(this, `${name}Model`, {
      apiId: this.api.ref,
      name,
      contentType: 'application/json',
      schema: modelOf(schema),
    })
    const route = this.route(key, target, {
      modelSelectionExpression: this.definition.api.selector,
      requestModels: { [key]: name },
    })
    route.addResourceDependency(model)
    return route
  }

  private route(
    routeKey: string,
    target: string,
    more: {
      authorizationType?: string
      authorizerId?: string
      modelSelectionExpression?: string
      requestModels?: Record<string, string>
    } = {},
  ): CfnRoute {
    const route = new CfnRoute(this, `${nameOf(routeKey)}Route`, {
      apiId: this.api.ref,
      routeKey,
      target,
      ...more,
    })
    if (routeKey !== '$connect') {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'API Gateway asks who somebody is once, at $connect, for all routes.',
      )
    }
    return route
  }

  private integration(routes: StageFunction): CfnIntegration {
    allowInvoke(this, 'InvokeRoutes', routes, { api: this.api, path: `${this.definition.stageName}/*` })
    return new CfnIntegration(this, 'Integration', {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: invocationUri(this, routes),
    })
  }

  private authorizer(authorizer: StageFunction): CfnAuthorizer {
    const { identitySources } = this.definition
    const made = new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.api.ref,
      name: 'connect',
      authorizerType: 'REQUEST',
      authorizerUri: invocationUri(this, authorizer),
      ...(identitySources.length > 0 && { identitySource: [...identitySources] }),
    })
    allowInvoke(this, 'InvokeAuthorizer', authorizer, { api: this.api, path: `authorizers/${made.ref}` })
    return made
  }
}

/** `set-name` → `SetName`: what names of models and ids of constructs may have in them. */
const nameOf = (routeKey: string): string =>
  routeKey
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`)
    .join('')
