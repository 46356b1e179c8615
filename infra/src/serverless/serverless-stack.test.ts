import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { stageOf } from '../stage.ts'
import { definitionsOf } from './definitions.ts'
import { countOf, resourcesOf, templateOf } from './serverless.fixture.ts'

const template = templateOf('dev')
const definitions = definitionsOf(stageOf('dev'))

const environmentOf = (description: string): Record<string, unknown> => {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { Description: description } }),
  )
  return found?.Properties.Environment.Variables
}

describe('the environment of functions', () => {
  test.each(definitions)('that serve $name', ({ name }) => {
    expect(Object.keys(environmentOf(`Connections and messages of ${name}.`)).toSorted()).toEqual([
      ...(name === 'hub' ? ['ISSUER_URL'] : []),
      'JOBS_QUEUE_URL',
      'LOG_LEVEL',
      'STOA_API',
      'STOA_STAGE',
      'TABLE_NAME',
    ])
  })

  test.each([
    ['chat', { ISSUER_URL: 'https://issuer.example.com' }],
    ['relay', { USER_POOL_ID: expect.anything(), USER_POOL_CLIENT_ID: expect.anything() }],
    ['notify', { JWT_SECRET_ARN: expect.anything() }],
    ['lobby', {}],
    ['hub', { ISSUER_URL: 'https://issuer.example.com', TABLE_NAME: expect.anything() }],
  ])('that say who may connect to %s', (name, own) => {
    const common = { STOA_API: name, STOA_STAGE: 'dev', LOG_LEVEL: 'INFO' }
    expect(environmentOf(`Who may connect to ${name}.`)).toEqual({ ...common, ...own })
  })

  test('the worker knows which queue is which event route, and where connections are', () => {
    const variables = JSON.stringify(
      environmentOf('Hands out what many are to get, and handles events of the bus.'),
    )
    const keys = ['notify:0', 'notify:1', 'webchat:0', 'hub:0', 'hub:1', 'hub:2']
    for (const key of keys) expect(variables).toContain(`\\":\\"${key}\\"`)
    for (const { name } of definitions) expect(variables).toContain(`\\"${name}\\":\\"https://`)
  })
})

describe('data', () => {
  test('is kept in one table, encrypted, with a time to live and backups', () => {
    expect(countOf(template, 'AWS::DynamoDB::Table')).toBe(1)
    expect(
      countOf(template, 'AWS::DynamoDB::Table', {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        GlobalSecondaryIndexes: Match.absent(),
      }),
    ).toBeGreaterThan(0)
  })

  test('in buckets is encrypted and not public', () => {
    for (const { properties } of resourcesOf(template, 'AWS::S3::Bucket')) {
      expect(properties).toHaveProperty('BucketEncryption')
      expect(properties.PublicAccessBlockConfiguration).toMatchObject({
        BlockPublicAcls: true,
        RestrictPublicBuckets: true,
      })
    }
  })

  test('in logs is kept as long as the stage says', () => {
    for (const { properties } of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(properties.RetentionInDays).toBe(30)
    }
  })
})

describe('every queue', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue')
  const work = queues.filter(({ properties }) => properties.RedrivePolicy !== undefined)

  test('is one of work or of dead letters, and encrypted', () => {
    expect(work).toHaveLength(7)
    expect(queues).toHaveLength(14)
    for (const { properties } of queues) expect(properties.SqsManagedSseEnabled).toBe(true)
  })

  test('of work has dead letters with an alarm, and a function that says what failed', () => {
    for (const { id, properties } of work) {
      expect(properties).toMatchObject({ VisibilityTimeout: 180, RedrivePolicy: { maxReceiveCount: 5 } })
      expect(
        countOf(template, 'AWS::Lambda::EventSourceMapping', {
          EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 50 },
        }),
      ).toBeGreaterThan(0)
    }
    for (const { id } of queues.filter((queue) => !work.includes(queue))) {
      expect(
        countOf(template, 'AWS::CloudWatch::Alarm', {
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Period: 60,
          Threshold: 1,
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
          AlarmActions: Match.anyValue(),
        }),
      ).toBeGreaterThan(0)
    }
  })

  test('of events may be written to by its rule alone', () => {
    const rules = resourcesOf(template, 'AWS::Events::Rule').filter(
      ({ properties }) => properties.EventPattern,
    )
    expect(rules).toHaveLength(6)
    const policies = JSON.stringify(resourcesOf(template, 'AWS::SQS::QueuePolicy'))
    for (const { id, properties } of rules) {
      expect(properties.Targets).toEqual([expect.objectContaining({ DeadLetterConfig: expect.anything() })])
      expect(policies.split(`"aws:SourceArn":{"Fn::GetAtt":["${id}","Arn"]}`)).toHaveLength(3)
    }
  })
})

describe('people are told', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm')
  const functionsWith = (metric: string): readonly string[] =>
    alarms
      .filter(({ properties }) => properties.MetricName === metric && properties.Namespace === 'AWS/Lambda')
      .map(({ properties }) => String(properties.AlarmDescription).split(' ')[3] ?? '')
      .toSorted()

  test('of every function that fails', () => {
    const busy = [...definitions.map(({ name }) => name), 'worker']
    expect(functionsWith('Errors')).toEqual([...busy, 'sweep'].toSorted())
    expect(functionsWith('Throttles')).toEqual(busy.toSorted())
  })

  test('of work that is late, and of nothing twice', () => {
    expect(
      alarms.filter(({ properties }) => properties.MetricName === 'ApproximateAgeOfOldestMessage'),
    ).toHaveLength(1)
    for (const { properties } of alarms) {
      expect(properties).toMatchObject({ AlarmActions: [expect.anything()], OKActions: [expect.anything()] })
    }
  })

  test('and see on a dashboard how it goes', () => {
    const board = JSON.stringify(resourcesOf(template, 'AWS::CloudWatch::Dashboard'))
    const shown = [
      'ConnectCount MessageCount IntegrationLatency ClientError ExecutionError',
      'Errors Throttles ConcurrentExecutions Duration',
      'ApproximateNumberOfMessagesVisible ApproximateAgeOfOldestMessage',
      'ConsumedReadCapacityUnits ConsumedWriteCapacityUnits ReadThrottleEvents WriteThrottleEvents',
    ]
    for (const metric of shown.join(' ').split(' ')) expect(board).toContain(`\\"${metric}\\"`)
  })
})

test('the sweep is called every minute', () => {
  expect(countOf(template, 'AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' })).toBeGreaterThan(0)
})

test('only an administrator makes accounts, and their passwords are hard to guess', () => {
  expect(
    countOf(template, 'AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: {
        PasswordPolicy: Match.objectLike({
          MinimumLength: 8,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        }),
      },
    }),
  ).toBeGreaterThan(0)
  expect(
    countOf(template, 'AWS::Cognito::UserPoolClient', {
      ClientName: 'unity-client',
      ExplicitAuthFlows: Match.arrayWith(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH']),
    }),
  ).toBeGreaterThan(0)
  expect(countOf(template, 'AWS::Cognito::UserPoolUser')).toBe(0)
})

test('the outputs have the names that instructions use', () => {
  const names = Object.keys(template.findOutputs('*'))
  expect(names.toSorted()).toEqual([
    'AppClientId',
    'AwsConfigUrl',
    'ChatWebSocketUrl',
    'CreateTestJwtFunctionName',
    'EventBusName',
    'HubWebSocketUrl',
    'ServiceEndpointWebsocket',
    'UserPoolId',
    'WebSocketAPIURL',
    'WebSocketDomainName',
    'WebSocketUrl',
    'WebsiteUrl',
    'WebsocketUri',
  ])
  expect(template.findOutputs('WebSocketDomainName', { Value: 'Not Provided' })).not.toEqual({})
})
