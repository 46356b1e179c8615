import { expect, test } from 'vitest'
import type { Authorizer, Handshake } from '../core/index.ts'
import { authorizerFunction } from './authorizer.ts'

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:abc/dev/$connect'

const event = (more: object = {}) => ({
  type: 'REQUEST',
  methodArn,
  headers: { 'Sec-WebSocket-Protocol': 'websocket, token', Host: 'example.com' },
  queryStringParameters: { a: '1', b: 'x y' },
  requestContext: {
    connectionId: 'c1',
    connectedAt: 1,
    requestTimeEpoch: 2,
    requestId: 'r1',
    apiId: 'abc',
    stage: 'dev',
    domainName: 'abc.execute-api.us-east-1.amazonaws.com',
    identity: { sourceIp: '203.0.113.7', userAgent: 'x' },
  },
  ...more,
})

const allow: Authorizer = () => ({ allow: { id: 'ada', name: 'Ada', context: { sub: 'ada' } } })
const deny =
  (status: 401 | 403): Authorizer =>
  () => ({ deny: { status, reason: 'invalid-token' } })

test('an authorizer sees what the client sent', async () => {
  const seen: Handshake[] = []
  await authorizerFunction({}, (handshake) => {
    seen.push(handshake)
    return { allow: { id: 'x' } }
  })(event())
  const [handshake] = seen
  expect(handshake).toMatchObject({
    connectionId: 'c1',
    path: '/dev',
    target: '/dev?a=1&b=x+y',
    subprotocols: ['websocket', 'token'],
    sourceIp: '203.0.113.7',
    requestedAt: 2,
  })
  expect(handshake?.query.get('b')).toBe('x y')
  expect(handshake?.query.get('c')).toBeNull()
  expect(handshake?.headers.host).toBe('example.com')
})

test('of a parameter that was sent twice, the first value counts, as on the other homes', async () => {
  const seen: Handshake[] = []
  const twice = { queryStringParameters: { a: '2' }, multiValueQueryStringParameters: { a: ['1', '2'] } }
  await authorizerFunction({}, (handshake) => {
    seen.push(handshake)
    return { allow: { id: 'x' } }
  })(event(twice))
  expect(seen[0]?.query.get('a')).toBe('1')
  expect(seen[0]?.target).toBe('/dev?a=1&a=2')
})

test('who is let in is allowed what was asked for, and nothing else', async () => {
  expect(await authorizerFunction({}, allow)(event())).toEqual({
    principalId: 'ada',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
    },
    context: { sub: 'ada', stoaName: 'Ada' },
  })
})

test('401 is said by the one error that API Gateway takes for it', async () => {
  await expect(authorizerFunction({}, deny(401))(event())).rejects.toThrow(/^Unauthorized$/)
})

test('403 is a policy that denies', async () => {
  const answer = await authorizerFunction({}, deny(403))(event())
  expect(answer.policyDocument.Statement[0].Effect).toBe('Deny')
})

test('an API that tells refusals in a frame lets everybody in, and says who is refused', async () => {
  const answer = await authorizerFunction({ refusalFrame: () => '' }, deny(401))(event())
  expect(answer.policyDocument.Statement[0].Effect).toBe('Allow')
  expect(answer.context).toEqual({ stoaRefused: 'invalid-token' })
})

test('what is no event of an authorizer is refused', async () => {
  await expect(authorizerFunction({}, allow)({ ...event(), methodArn: 5 })).rejects.toThrow(TypeError)
})

test('an authorizer that cannot decide is an error', async () => {
  const failing: Authorizer = () => Promise.reject(new Error('the keys cannot be had'))
  await expect(authorizerFunction({}, failing)(event())).rejects.toThrow('the keys cannot be had')
})

const turningAway = (status: number) =>
  authorizerFunction({ admit: () => ({ refuse: { status } }) }, allow)(event())

test('whom the API turns away is not let in', async () => {
  await expect(turningAway(401)).rejects.toThrow(/^Unauthorized$/)
  // A policy knows no other status.
  for (const status of [403, 503]) {
    expect((await turningAway(status)).policyDocument.Statement[0].Effect).toBe('Deny')
  }
})
