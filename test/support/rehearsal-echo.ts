import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Fields = Readonly<Record<string, unknown>>

const sub = (text: string) => ({ 'Fn::Sub': text })
const invocationsOf = (logicalId: string) =>
  sub(`arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${logicalId}.Arn}/invocations`)

/** The handler of every function here: what it is asked for is in the event. */
export const echoCode = `
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

const seen = []
export async function handler(event) {
  if (event.Records) {
    seen.push(...event.Records.map(({ body }) => body))
    const failed = event.Records.filter(({ body }) => body.startsWith('bad'))
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  }
  if (event.source === 'aws.events') return void seen.push('tick')
  if (event.seen) return seen
  if (event.variables) return process.env
  if (event.type === 'REQUEST') return authorized(event)
  if (event.httpMethod) return { statusCode: 200, body: JSON.stringify(event) }
  return routed(event)
}

function authorized({ methodArn, queryStringParameters }) {
  const { token } = queryStringParameters ?? {}
  if (token === 'bad') throw new Error('Unauthorized')
  const Statement = [{ Action: 'execute-api:Invoke', Effect: token === 'no' ? 'Deny' : 'Allow', Resource: methodArn }]
  return { principalId: 'ada', policyDocument: { Version: '2012-10-17', Statement }, context: { name: 'Ada' } }
}

async function routed({ requestContext, body }) {
  const { routeKey, connectionId, domainName, stage } = requestContext
  if (routeKey === 'echo') {
    const client = new ApiGatewayManagementApiClient({ endpoint: 'https://' + domainName + '/' + stage })
    await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: body }))
  }
  if (routeKey === 'queue') {
    const { text } = JSON.parse(body)
    await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: text }))
  }
  return { statusCode: 200 }
}
`

const role = (statements: readonly Fields[]): Fields => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ],
    },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
})

const route = (key: string, more: Fields = {}): Fields => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: key,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    ...more,
  },
})

/** A stack with one function behind a WebSocket API, a REST API, a queue and a schedule. */
export const echoResources: Readonly<Record<string, Fields>> = {
  Role: role([
    {
      Action: 'execute-api:ManageConnections',
      Effect: 'Allow',
      Resource: sub('arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/live/POST/@connections/*'),
    },
    {
      Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    },
  ]),
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'stoa-dev-Echo',
      Code: { S3Bucket: 'assets', S3Key: 'echo.zip' },
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Timeout: 10,
      MemorySize: 512,
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' }, STOA_STAGE: 'dev' } },
    },
  },
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: {
      Name: 'stoa-dev-echo',
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: invocationsOf('Function'),
    },
  },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'Api' },
      Name: 'authorizer',
      AuthorizerType: 'REQUEST',
      AuthorizerUri: invocationsOf('Function'),
      IdentitySource: ['route.request.querystring.token'],
    },
  },
  Text: {
    Type: 'AWS::ApiGatewayV2::Model',
    Properties: {
      ApiId: { Ref: 'Api' },
      Name: 'Text',
      ContentType: 'application/json',
      Schema: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
    },
  },
  Connect: route('$connect', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } }),
  Echo: route('echo', { ModelSelectionExpression: '$default', RequestModels: { $default: 'Text' } }),
  QueueRoute: route('queue'),
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: 'live', AutoDeploy: true },
  },
  ApiPermission: permission(
    'apigateway.amazonaws.com',
    'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*',
  ),
  RestPermission: permission(
    'apigateway.amazonaws.com',
    'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Rest}/prod/*/*',
  ),
  RulePermission: permission('events.amazonaws.com', '${Rule.Arn}'),
  Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'rest' } },
  RestProxy: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: {
      RestApiId: { Ref: 'Rest' },
      ParentId: { 'Fn::GetAtt': ['Rest', 'RootResourceId'] },
      PathPart: '{proxy+}',
    },
  },
  RestMethod: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Rest' },
      ResourceId: { Ref: 'RestProxy' },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationsOf('Function') },
    },
  },
  RestDeployment: {
    Type: 'AWS::ApiGateway::Deployment',
    Properties: { RestApiId: { Ref: 'Rest' } },
  },
  RestStage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Rest' }, StageName: 'prod', DeploymentId: { Ref: 'RestDeployment' } },
  },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: 'Function' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, Id: 'Target0' }],
    },
  },
}

function permission(principal: string, sourceArn: string): Fields {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
      Principal: principal,
      SourceArn: sub(sourceArn),
    },
  }
}

/** Write a template as CDK does, with the code of its function, into a folder of its own. */
export function writeAssembly(resources: Readonly<Record<string, Fields>>): string {
  const out = mkdtempSync(join(tmpdir(), 'stoa-rehearsal-'))
  const write = (file: string, content: Fields): void =>
    writeFileSync(join(out, file), JSON.stringify(content))
  mkdirSync(join(out, 'asset.echo'))
  writeFileSync(join(out, 'asset.echo', 'index.mjs'), echoCode)
  write('manifest.json', {
    version: '48.0.0',
    artifacts: {
      'stoa-dev-echo': {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'echo.template.json' },
      },
    },
  })
  write('echo.template.json', { Resources: resources })
  write('echo.assets.json', {
    version: '48.0.0',
    files: {
      echo: {
        source: { path: 'asset.echo', packaging: 'zip' },
        destinations: { here: { bucketName: 'assets', objectKey: 'echo.zip' } },
      },
    },
  })
  return out
}
