import { Match, type Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { checkedTemplateOf, countOf } from './serverless.fixture.ts'

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d'

const plain = checkedTemplateOf('dev')
const prod = checkedTemplateOf('prod', {
  iamAuth: true,
  region: 'eu-west-1',
  logLevel: 'DEBUG',
  hub: { uniqueNames: true, namespaces: { game: false } },
  apis: {
    lobby: { throttle: { rate: 50, burst: 20 }, routeThrottles: { send: { rate: 5, burst: 2 } } },
    relay: false,
  },
  aws: {
    adminEmail: 'admin@example.com',
    alarmEmail: 'alerts@example.com',
    workerConcurrency: 7,
    logRetentionDays: 90,
    domain: { name: 'chat.example.com', hostedZoneId: 'Z1', hostedZoneName: 'example.com', certificateArn },
  },
})

/** Names of things that are there by themselves, and so are known to the account. */
const named: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::Delivery': 'DeliverySourceName',
  'AWS::Logs::DeliveryDestination': 'Name',
  'AWS::Logs::DeliverySource': 'Name',
}

// These have them where they are, in an API, a role or a pool.
const within = ['AWS::ApiGatewayV2::', 'AWS::IAM::Policy', 'AWS::Cognito::UserPool', 'AWS::CloudWatch::Alarm']

function propertiesIn(template: Template) {
  const all: Record<string, { Type: string; Properties?: Record<string, unknown> }> =
    template.toJSON().Resources
  return Object.values(all).flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties).map(([key, value]) => ({ type: Type, key, value })),
  )
}

const namesIn = (template: Template): readonly string[] =>
  propertiesIn(template).flatMap(({ type, key, value }) =>
    named[type] === key && typeof value === 'string' ? [`${type} ${value}`] : [],
  )

test('nothing else has a name that is fixed', () => {
  const fixed = propertiesIn(plain).filter(
    ({ key, value }) => key.endsWith('Name') && typeof value === 'string',
  )
  const other = fixed.filter(
    ({ type, key, value }) =>
      named[type] !== key && value !== 'default' && !within.some((prefix) => type.startsWith(prefix)),
  )
  expect(other).toEqual([])
})

test('two stages share no name', () => {
  const [one, other] = [namesIn(plain), namesIn(prod)]
  expect(one.length).toBeGreaterThan(3)
  expect(one.filter((name) => other.includes(name))).toEqual([])
})

describe('a stage file says', () => {
  test('that the web chat wants signed requests', () => {
    expect(
      countOf(prod, 'AWS::ApiGatewayV2::Route', {
        RouteKey: '$connect',
        AuthorizationType: 'AWS_IAM',
      }),
    ).toBeGreaterThan(0)
  })

  test('what an API and its routes may be sent', () => {
    expect(
      countOf(prod, 'AWS::ApiGatewayV2::Stage', {
        StageName: 'LATEST',
        DefaultRouteSettings: Match.objectLike({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 20 }),
        RouteSettings: { send: Match.objectLike({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 2 }) },
      }),
    ).toBeGreaterThan(0)
  })

  test('which APIs there are', () => {
    expect(countOf(prod, 'AWS::ApiGatewayV2::Api')).toBe(5)
    expect(Object.keys(prod.findOutputs('*'))).not.toContain('WebSocketAPIURL')
  })

  test('whose account is made, and who is told of alarms', () => {
    expect(countOf(prod, 'AWS::Cognito::UserPoolUser', { Username: 'admin@example.com' })).toBeGreaterThan(0)
    expect(
      countOf(prod, 'AWS::SNS::Subscription', {
        Protocol: 'email',
        Endpoint: 'alerts@example.com',
      }),
    ).toBeGreaterThan(0)
  })

  test('how many workers there are, and how long logs are kept', () => {
    const mappings = 'AWS::Lambda::EventSourceMapping'
    const seven = { ScalingConfig: { MaximumConcurrency: 7 } }
    expect(countOf(prod, mappings, seven)).toBe(countOf(prod, mappings))
    const logs = 'AWS::Logs::LogGroup'
    expect(countOf(prod, logs, { RetentionInDays: 90 })).toBe(countOf(prod, logs))
  })

  test('what the rules of the hub are', () => {
    const text = JSON.stringify({ unique_names: true, namespaces: { game: false } })
    const told = { Environment: { Variables: Match.objectLike({ STOA_HUB: text }) } }
    expect(countOf(prod, 'AWS::Lambda::Function', told)).toBe(2)
    expect(countOf(plain, 'AWS::Lambda::Function', told)).toBe(0)
  })

  test('what the APIs are called', () => {
    expect(countOf(prod, 'AWS::ApiGatewayV2::DomainName')).toBe(5)
    expect(
      countOf(prod, 'AWS::ApiGatewayV2::DomainName', {
        DomainName: 'notify.chat.example.com',
        DomainNameConfigurations: [
          Match.objectLike({ CertificateArn: certificateArn, SecurityPolicy: 'TLS_1_2' }),
        ],
      }),
    ).toBeGreaterThan(0)
    expect(countOf(prod, 'AWS::ApiGatewayV2::ApiMapping')).toBe(5)
    expect(
      countOf(prod, 'AWS::Route53::RecordSet', { Name: 'lobby.chat.example.com.', Type: 'A' }),
    ).toBeGreaterThan(0)
    expect(prod.findOutputs('WebSocketDomainName', { Value: 'notify.chat.example.com' })).not.toEqual({})
  })
})

test('the data of prod stays, and that of another stage goes with it', () => {
  for (const type of ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::SecretsManager::Secret']) {
    const policiesOf = (template: Template) =>
      Object.values(template.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy)
    expect(new Set(policiesOf(prod))).toEqual(new Set(['Retain']))
    expect(new Set(policiesOf(plain))).toEqual(new Set(['Delete']))
  }
})
