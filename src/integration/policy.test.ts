import { describe, expect, test } from 'vitest'
import { evaluatePolicy } from './policy.ts'

const resource = 'arn:aws:execute-api:eu-central-1:123456789012:k3ta9f0abc/prod/$connect'

type Statement = Readonly<Record<string, unknown>>

const allow = (changes: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource: resource,
  ...changes,
})
const deny = (changes: Statement = {}): Statement => allow({ Effect: 'Deny', ...changes })

const keys = new Map([
  ['aws:sourceip', '203.0.113.9'],
  ['aws:useragent', 'UnityPlayer/6000.0'],
  ['aws:currenttime', '2024-02-29T23:59:59.250Z'],
  ['aws:epochtime', '1709251199'],
  ['aws:securetransport', 'true'],
])

const evaluate = (statement: unknown, given: ReadonlyMap<string, string> = keys) =>
  evaluatePolicy(
    { Version: '2012-10-17', Statement: statement },
    { action: 'execute-api:Invoke', resource, keys: given },
  )

describe('a policy', () => {
  test.each([
    ['one statement', allow()],
    ['a list of statements', [allow()]],
    ['any of its statements', [allow({ Resource: 'arn:aws:s3:::b' }), allow()]],
    ['lists of actions and resources', allow({ Action: ['sns:*', '*'], Resource: ['x', '*'] })],
    ['an action in any case', allow({ Action: 'Execute-API:invoke' })],
    ['wildcards in actions', allow({ Action: 'execute-api:Inv?k*' })],
    ['wildcards that go across colons and slashes', allow({ Resource: 'arn:*connect' })],
    ['a wildcard for the stage', allow({ Resource: 'arn:aws:execute-api:*:*:k3ta9f0abc/*/$connect' })],
    ['what is not excluded', allow({ Action: undefined, NotAction: 'execute-api:ManageConnections' })],
    ['resources that are not excluded', allow({ Resource: undefined, NotResource: 'arn:aws:s3:::b' })],
    ['what something else is denied for', [allow(), deny({ Resource: 'arn:*/test/$connect' })]],
  ])('allows by %s', (_label, statement) => {
    expect(evaluate(statement)).toBe('allow')
  })

  test.each([
    ['a Deny', deny()],
    ['a Deny that follows an Allow', [allow(), deny()]],
    ['a Deny ahead of an Allow', [deny({ Action: '*', Resource: '*' }), allow()]],
    ['no statement', []],
    ['another stage', allow({ Resource: resource.replace('prod', 'test') })],
    ['a resource in another case', allow({ Resource: resource.toUpperCase() })],
    ['another action', allow({ Action: 'execute-api:ManageConnections' })],
    ['an excluded action', allow({ Action: undefined, NotAction: 'execute-api:*' })],
    ['an excluded resource', allow({ Resource: undefined, NotResource: ['*/$connect'] })],
  ])('denies by %s', (_label, statement) => {
    expect(evaluate(statement)).toBe('deny')
  })

  test.each([
    ['a statement that is no object', ['Allow'], 'statement 1 of the policy is invalid: it is no object'],
    ['no effect', [allow(), allow({ Effect: undefined })], 'statement 2'],
    ['an effect in another case', allow({ Effect: 'allow' }), 'Effect'],
    ['no action', allow({ Action: undefined }), 'no Action'],
    ['both actions', allow({ NotAction: '*' }), 'both Action and NotAction'],
    ['no resource', allow({ Resource: undefined }), 'no Resource'],
    ['an empty list', allow({ Resource: [] }), 'Resource is empty'],
    ['a resource that is no text', allow({ Resource: [{}] }), 'Resource is no text'],
    ['a condition that is no object', allow({ Condition: 'x' }), 'Condition'],
    ['an operator without keys', allow({ Condition: { StringEquals: 'x' } }), 'StringEquals'],
    [
      'an unknown operator',
      allow({ Condition: { StringMatches: { 'aws:SourceIp': 'x' } } }),
      'StringMatches',
    ],
    ['a bad range', deny({ Condition: { IpAddress: { 'aws:SourceIp': '1.2.3/8' } } }), '1.2.3/8'],
    ['a bad date', deny({ Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } }), 'soon'],
    ['a bad number', deny({ Condition: { NumericEquals: { 'aws:EpochTime': 'x' } } }), 'NumericEquals'],
    ['a bad truth', deny({ Condition: { Bool: { 'aws:SecureTransport': 'yes' } } }), 'yes'],
    ['a bad absence', deny({ Condition: { Null: { 'aws:Referer': 'maybe' } } }), 'maybe'],
    ['a mistake where something else is denied', [deny(), allow({ Effect: 1 })], 'statement 2'],
  ])('is invalid with %s', (_label, statement, why) => {
    expect(evaluate(statement)).toEqual({ invalid: expect.stringContaining(why) })
  })

  test.each([null, undefined, 'Allow', [], {}, { Statement: null }, { statement: [] }])(
    'is invalid without statements: %j',
    (document) => {
      const request = { action: 'execute-api:Invoke' as const, resource, keys }
      expect(evaluatePolicy(document, request)).toHaveProperty('invalid')
    },
  )
})

const met = (operator: string, key: string, value: unknown): boolean =>
  evaluate(allow({ Condition: { [operator]: { [key]: value } } })) === 'allow'

describe('a condition', () => {
  test.each([
    ['StringEquals', 'aws:UserAgent', 'UnityPlayer/6000.0'],
    ['StringEquals', 'AWS:USERAGENT', ['other', 'UnityPlayer/6000.0']],
    ['StringNotEquals', 'aws:UserAgent', ['a', 'b']],
    ['StringEqualsIgnoreCase', 'aws:UserAgent', 'unityplayer/6000.0'],
    ['StringNotEqualsIgnoreCase', 'aws:UserAgent', 'curl'],
    ['StringLike', 'aws:UserAgent', 'Unity*/????.0'],
    ['StringNotLike', 'aws:UserAgent', 'curl/*'],
    ['IpAddress', 'aws:SourceIp', ['198.51.100.0/24', '203.0.113.0/24']],
    ['NotIpAddress', 'aws:SourceIp', '2001:db8::/32'],
    ['DateGreaterThan', 'aws:CurrentTime', '2024-02-29T23:59:59Z'],
    ['DateLessThan', 'aws:CurrentTime', '2024-03-01T00:00:00Z'],
    ['DateLessThanEquals', 'aws:EpochTime', '1709251199'],
    ['DateEquals', 'aws:EpochTime', '2024-02-29T23:59:59Z'],
    ['DateNotEquals', 'aws:EpochTime', '2024-02-29T23:59:58Z'],
    ['NumericGreaterThanEquals', 'aws:EpochTime', 1709251199],
    ['NumericLessThan', 'aws:EpochTime', '1709251200'],
    ['NumericNotEquals', 'aws:EpochTime', [1, 2]],
    ['Bool', 'aws:SecureTransport', true],
    ['Bool', 'aws:SecureTransport', 'True'],
    ['Null', 'aws:TokenIssueTime', 'true'],
    ['Null', 'aws:SourceIp', false],
    ['StringNotEquals', 'aws:Referer', 'https://evil.example'],
    ['StringEqualsIfExists', 'aws:Referer', 'https://game.example'],
    ['NumericLessThanIfExists', 'aws:MultiFactorAuthAge', 60],
  ])('%s of %s is met by %j', (operator, key, value) => {
    expect(met(operator, key, value)).toBe(true)
  })

  test.each([
    ['StringEquals', 'aws:UserAgent', 'unityplayer/6000.0'],
    ['StringEquals', 'aws:Referer', ''],
    ['StringNotEquals', 'aws:UserAgent', ['a', 'UnityPlayer/6000.0']],
    ['StringNotLike', 'aws:UserAgent', ['curl*', 'Unity*']],
    ['IpAddress', 'aws:SourceIp', '203.0.112.0/24'],
    ['NotIpAddress', 'aws:SourceIp', ['203.0.113.9', '::1']],
    ['DateGreaterThan', 'aws:CurrentTime', '2024-03-01T00:00:00Z'],
    ['NumericLessThan', 'aws:UserAgent', 5],
    ['Bool', 'aws:SecureTransport', 'false'],
    ['Null', 'aws:SourceIp', 'true'],
    ['StringEqualsIfExists', 'aws:UserAgent', 'curl'],
  ])('%s of %s is not met by %j', (operator, key, value) => {
    expect(met(operator, key, value)).toBe(false)
  })

  test('has to be met with all of its operators and keys', () => {
    const condition = (secure: boolean) => ({
      IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
      Bool: { 'aws:SecureTransport': secure },
    })
    expect(evaluate([allow(), deny({ Condition: condition(true) })])).toBe('deny')
    expect(evaluate([allow(), deny({ Condition: condition(false) })])).toBe('allow')
  })
})
