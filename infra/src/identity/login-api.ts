import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { apiGatewayLogs } from '../api-gateway-logs.ts'
import type { StageFunction } from '../function.ts'
import type { Stage } from '../stage.ts'

/**
 * The HTTP API of logins: everything goes to one function, which has the paths, their parameters and their answers.
 * It is a REST API because a firewall cannot be in front of API Gateway's HTTP APIs.
 */
export class LoginApi extends Construct {
  readonly api: RestApi

  constructor(scope: Construct, id: string, { stage, logins }: LoginApiProps) {
    super(scope, id)
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.removalPolicy,
    })
    this.api = new RestApi(this, 'Api', {
      restApiName: stage.named('identity'),
      description: `Logins of Stoa on the stage ${stage.name}`,
      endpointTypes: [EndpointType.REGIONAL],
      defaultIntegration: new LambdaIntegration(logins.function, { allowTestInvoke: false }),
      deployOptions: {
        stageName: 'prod',
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
        loggingLevel: MethodLoggingLevel.ERROR,
        // It would write queries and answers, which have tokens in them.
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
      },
    })
    this.api.root.addMethod('ANY')
    this.api.root.addProxy({ anyMethod: true })
    this.api.deploymentStage.node.addDependency(apiGatewayLogs(this))
    // It has an output of its own, under another name.
    this.api.node.tryRemoveChild('Endpoint')
    this.acknowledgeFindings()
  }

  private acknowledgeFindings(): void {
    const openReason =
      'Players log in here: they have no token yet, and the function checks what they show instead.'
    acknowledge(this.api, 'AwsSolutions-APIG4', openReason)
    acknowledge(this.api, 'AwsSolutions-COG4', openReason)
    acknowledge(
      this.api,
      'AwsSolutions-APIG2',
      'The function checks what is required on each path, and answers as its clients know it.',
    )
  }
}

export interface LoginApiProps {
  readonly stage: Stage
  readonly logins: StageFunction
}

/** Neither queries nor headers nor bodies: secrets and tokens are in them. */
const accessLogFields = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  ip: '$context.identity.sourceIp',
  requestTime: '$context.requestTime',
  httpMethod: '$context.httpMethod',
  path: '$context.path',
  protocol: '$context.protocol',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  error: '$context.error.message',
  firewall: '$context.waf.status',
  trace: '$context.xrayTraceId',
}
