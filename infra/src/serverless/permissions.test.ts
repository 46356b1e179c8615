import { describe, expect, test } from 'vitest'
import { resourcesOf, templateOf } from './serverless.fixture.ts'

const template = templateOf('dev')

interface Statement {
  readonly role: string
  readonly action: string
  readonly resource: string
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** What the roles of our own functions may do, each action on each resource. */
const allowed: readonly Statement[] = resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ properties }) => {
  const role = JSON.stringify(properties.Roles)
  if (role.includes('CDKBucketDeployment')) return []
  const { Statement: statements } = JSON.parse(JSON.stringify(properties.PolicyDocument))
  return list(statements).flatMap((statement) => {
    const { Action, Resource } = JSON.parse(JSON.stringify(statement))
    return list(Action).flatMap((action) =>
      list(Resource).map((resource) => ({
        role,
        action: String(action),
        resource: JSON.stringify(resource),
      })),
    )
  })
})

const actionsOf = (role: RegExp): readonly string[] =>
  [...new Set(allowed.filter((one) => role.test(one.role)).map(({ action }) => action))].toSorted()

const own = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments']
const tableActions = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
  (one) => `dynamodb:${one}`,
)
const consume = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']

describe('a function may do', () => {
  test.each([
    [
      'the routes of relay',
      /relayRoutes/,
      [...tableActions, 'execute-api:ManageConnections', 'sqs:SendMessage'],
    ],
    [
      'the routes of webchat',
      /webchatRoutes/,
      [...tableActions, 'events:PutEvents', 'execute-api:ManageConnections', 'sqs:SendMessage'],
    ],
    [
      'the routes of the hub',
      /hubRoutes/,
      [...tableActions, 'execute-api:ManageConnections', 'sqs:SendMessage'],
    ],
    ['the authorizer of chat', /chatAuthorizer/, []],
    ['the authorizer of the hub', /hubAuthorizer/, ['dynamodb:Query']],
    ['the authorizer of notify', /notifyAuthorizer/, ['secretsmanager:GetSecretValue']],
    [
      'the worker',
      /WorkersWorker/,
      [...tableActions, ...consume, 'events:PutEvents', 'execute-api:ManageConnections', 'sqs:SendMessage'],
    ],
    [
      'the sweep',
      /WorkersSweep/,
      ['dynamodb:GetItem', 'dynamodb:Query', 'execute-api:ManageConnections', 'sqs:SendMessage'],
    ],
    ['the one for test tokens', /CreateTestJwt/, ['secretsmanager:GetSecretValue']],
  ])('what it needs and nothing else: %s', (_, role, actions) => {
    expect(actionsOf(role)).toEqual([...actions, ...own].toSorted())
  })
})

test('no action is all actions', () => {
  expect(allowed.filter(({ action }) => action.includes('*'))).toEqual([])
})

test('everything is done on a resource that is named, but for traces', () => {
  const everywhere = allowed.filter(({ resource }) => resource === '"*"')
  expect(new Set(everywhere.map(({ action }) => action))).toEqual(
    new Set(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']),
  )
  const wild = allowed.filter(({ resource }) => resource !== '"*"' && resource.includes('*'))
  expect(wild.filter(({ resource }) => !/\/(POST|GET|DELETE)\/@connections\/\*/.test(resource))).toEqual([])
})

test('the sweep only looks at connections, and the routes of an API reach its own alone', () => {
  const reaching = (role: RegExp) =>
    allowed.filter((one) => role.test(one.role) && one.action === 'execute-api:ManageConnections')
  expect(reaching(/WorkersSweep/).every(({ resource }) => resource.includes('/GET/@connections/'))).toBe(true)
  expect(reaching(/relayRoutes/)).toHaveLength(2)
  expect(reaching(/relayRoutes/).every(({ resource }) => resource.includes('/prod/'))).toBe(true)
})
