import { describe, expect, test } from 'vitest'
import { decide, type Principal, readStatements, refusalOf } from './index.ts'

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/things'
const role: Principal = {
  kind: 'role',
  roleArn: 'arn:aws:iam::000000000000:role/worker',
  sessionArn: 'arn:aws:sts::000000000000:assumed-role/worker/worker',
  accountId: '000000000000',
}
const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const keys = new Map([['aws:securetransport', 'true']])

function decided(
  statements: readonly object[],
  {
    action = 'dynamodb:Query',
    resource = table,
    onResource = [] as readonly object[],
    principal = role,
  } = {},
) {
  return decide(
    { principal, action, resource, keys },
    {
      role: readStatements({ Statement: statements }, 'a role'),
      resource: readStatements({ Statement: onResource }, 'a resource'),
    },
  )
}

test.each([
  ['nothing says anything', [], 'implicit-deny'],
  ['action and resource are allowed', [allow('dynamodb:Query', table)], 'allow'],
  ['actions are written in another case', [allow('DynamoDB:query', table)], 'allow'],
  ['another action is allowed', [allow(['dynamodb:GetItem'], table)], 'implicit-deny'],
  ['another resource is allowed', [allow('dynamodb:Query', `${table}/index/x`)], 'implicit-deny'],
  ['wildcards match', [allow('dynamodb:Q*', '*:table/thing?')], 'allow'],
  [
    'NotAction leaves it out',
    [{ Effect: 'Allow', NotAction: 'dynamodb:Query', Resource: '*' }],
    'implicit-deny',
  ],
  ['NotAction is another one', [{ Effect: 'Allow', NotAction: 'dynamodb:Scan', Resource: '*' }], 'allow'],
  ['NotResource is another one', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:x' }], 'allow'],
  [
    'it is allowed and denied',
    [allow('*', '*'), { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }],
    'denied-by-role',
  ],
  [
    'a condition is met',
    [allow('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    'allow',
  ],
  [
    'a condition is not met',
    [allow('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    'implicit-deny',
  ],
])('where %s, so it is', (_label, statements, expected) => {
  expect(decided(statements)).toBe(expected)
})

describe('a policy on a resource', () => {
  const onResource = (statement: object) =>
    decided([], { onResource: [{ Resource: '*', Action: '*', ...statement }] })

  test('allows a role that it names', () => {
    const AWS = role.kind === 'role' ? role.roleArn : ''
    expect(onResource({ Effect: 'Allow', Principal: { AWS } })).toBe('allow')
  })

  test('that allows the account leaves it to the role', () => {
    const Principal = { AWS: 'arn:aws:iam::000000000000:root' }
    expect(onResource({ Effect: 'Allow', Principal })).toBe('implicit-deny')
  })

  test('forbids what the role may', () => {
    const forbidding = [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]
    expect(decided([allow('*', '*')], { onResource: forbidding })).toBe('denied-by-resource')
  })

  test('allows a service only for what it names', () => {
    const Condition = { ArnEquals: { 'aws:SourceArn': 'arn:rule' } }
    const statements = readStatements(
      allowed({ Principal: { Service: 'events.amazonaws.com' }, Condition }),
      'a queue',
    )
    const asks = (name: string, source: string) =>
      decide(
        {
          principal: { kind: 'service', name },
          action: 'sqs:SendMessage',
          resource: 'arn:queue',
          keys: new Map([['aws:sourcearn', source]]),
        },
        { role: [], resource: statements },
      )
    expect(asks('events.amazonaws.com', 'arn:rule')).toBe('allow')
    expect(asks('events.amazonaws.com', 'arn:other')).toBe('implicit-deny')
    expect(asks('sns.amazonaws.com', 'arn:rule')).toBe('implicit-deny')
  })
})

const allowed = (more: object) => ({ Statement: { ...allow('sqs:SendMessage', 'arn:queue'), ...more } })

test.each([
  ['an unknown operator', { Condition: { DateLike: { a: 'b' } } }, 'DateLike'],
  ['a variable', { Resource: 'arn:${aws:username}' }, 'variables of policies are not known here'],
  ['no action', { Action: [] }, 'it has no Action'],
  ['an odd effect', { Effect: 'Perhaps' }, 'neither Allow nor Deny'],
])('%s makes a policy unreadable', (_label, more, reason) => {
  expect(() => readStatements(allowed(more), 'the policy of x')).toThrow('statement 1 of the policy of x')
  expect(() => readStatements(allowed(more), 'the policy of x')).toThrow(reason)
})

test('a refusal is in the words of AWS', () => {
  const request = { principal: role, action: 'dynamodb:Query', resource: table, keys }
  expect(refusalOf(request, 'implicit-deny')).toBe(
    `User: arn:aws:sts::000000000000:assumed-role/worker/worker is not authorized to perform: dynamodb:Query on resource: ${table} because no identity-based policy allows the dynamodb:Query action`,
  )
})
