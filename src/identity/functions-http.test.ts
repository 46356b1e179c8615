import { describe, expect, test } from 'vitest'
import { functionsHttp } from './functions-http.ts'
import { decoded, testIssuer } from './test-issuer.fixture.ts'

const jwtSecret = 'a secret of the tests'

function open({ isAllowed = true } = {}) {
  const issuer = testIssuer()
  const services: string[] = []
  const app = functionsHttp({
    ...issuer,
    jwtSecret,
    guard: (service) => {
      services.push(service)
      return async (c, next) => (isAllowed ? next() : c.text('refused', 403))
    },
  })
  const invoke = async (name: string, body = '', headers: Record<string, string> = {}) =>
    app.request(`/2015-03-31/functions/${name}/invocations`, { method: 'POST', body, headers })
  const kids = async () => (await issuer.keys.list()).map(({ kid }) => kid)
  return { ...issuer, services, invoke, kids }
}

/** What an error is: its status, its type for SDKs and its body. */
async function refusal(response: Response) {
  return [response.status, response.headers.get('x-amzn-errortype'), await response.json()]
}

async function token(response: Response): Promise<string> {
  const { authToken } = JSON.parse(await response.text())
  return authToken
}

describe('GenerateKeys', () => {
  test('rotates the keys, and answers as a Lambda function without a result', async () => {
    const { invoke, signingKeys } = open()
    const before = (await signingKeys.current()).publicJwk.kid
    const response = await invoke('GenerateKeys')
    expect(response.status).toBe(200)
    expect(response.headers.get('X-Amz-Executed-Version')).toBe('$LATEST')
    expect(response.headers.get('X-Amz-Function-Error')).toBeNull()
    expect(await response.text()).toBe('null')
    const { keys } = await signingKeys.jwks()
    expect(keys.map(({ kid }) => kid)).toEqual([expect.not.stringMatching(before), before])
  })

  test('does not look at its input, if that is JSON', async () => {
    const { invoke, kids } = open()
    for (const body of ['{}', 'null', ' ', '[1]', '"x"'])
      expect((await invoke('GenerateKeys', body)).status).toBe(200)
    expect((await kids()).length).toBeGreaterThan(0)
  })
})

describe('CreateTestJwt', () => {
  test('gives a token for an hour, under both of its names', async () => {
    const { invoke, clock } = open()
    const response = await invoke('CreateTestJwt')
    expect(response.status).toBe(200)
    const result = JSON.parse(await response.text())
    expect(Object.keys(result)).toEqual(['authToken', 'token'])
    expect(result.token).toBe(result.authToken)
    const now = clock.now() / 1_000
    expect(decoded(result.token, 0)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(decoded(result.token, 1)).toEqual({
      exp: now + 3_600,
      data: { userId: 'myuserid', firstName: 'Test', lastName: 'User', sub: 'examplesub' },
      iat: now,
    })
  })

  test('puts what it is given in place of what it makes up, and nothing else', async () => {
    const { invoke, clock } = open()
    const input = JSON.stringify({ userId: 'ada', sub: 's', exp: 1, role: 'admin' })
    expect(decoded(await token(await invoke('CreateTestJwt', input)), 1)).toEqual({
      exp: clock.now() / 1_000 + 3_600,
      iat: clock.now() / 1_000,
      data: { userId: 'ada', firstName: 'Test', lastName: 'User', sub: 's' },
    })
  })

  test.each(['', '  ', 'null', '{}'])('takes %j for no input', async (body) => {
    const { invoke } = open()
    expect(decoded(await token(await invoke('CreateTestJwt', body)), 1)).toHaveProperty(
      'data.sub',
      'examplesub',
    )
  })

  test.each(['[]', '5', '"ada"', '{"userId":5}', '{"userId":""}', '{"sub":null}'])(
    'fails as a function does with %s',
    async (body) => {
      const { invoke } = open()
      const response = await invoke('CreateTestJwt', body)
      expect(response.status).toBe(200)
      expect(response.headers.get('X-Amz-Function-Error')).toBe('Unhandled')
      expect(await response.json()).toEqual({
        errorType: 'Error',
        errorMessage: 'userId, firstName, lastName and sub are texts',
      })
    },
  )
})

describe('an invocation', () => {
  test.each([
    'GenerateKeys:$LATEST',
    '123456789012:function:GenerateKeys',
    'function:GenerateKeys',
    'arn:aws:lambda:eu-west-1:123456789012:function:GenerateKeys:1',
  ])('finds its function as %s', async (name) => {
    const { invoke } = open()
    expect((await invoke(encodeURIComponent(name))).status).toBe(200)
    expect((await invoke(name)).status).toBe(200)
  })

  test('of an event is accepted and done, and one that is a dry run is not done', async () => {
    const { invoke, kids, signingKeys } = open()
    await signingKeys.current()
    const before = await kids()
    const dry = await invoke('GenerateKeys', '', { 'X-Amz-Invocation-Type': 'DryRun' })
    expect([dry.status, await dry.text()]).toEqual([204, ''])
    expect(await kids()).toEqual(before)
    const event = await invoke('GenerateKeys', '', { 'X-Amz-Invocation-Type': 'Event' })
    expect([event.status, await event.text()]).toEqual([202, ''])
    expect(await kids()).not.toEqual(before)
  })

  test('of a function that is not there names it, and not at any length', async () => {
    const { invoke } = open()
    for (const name of ['Nothing', 'toString', '__proto__', 'generatekeys']) {
      expect(await refusal(await invoke(name))).toEqual([
        404,
        'ResourceNotFoundException',
        { __type: 'ResourceNotFoundException', message: `Function not found: ${name}` },
      ])
    }
    expect((await (await invoke('x'.repeat(2_000))).text()).length).toBeLessThan(300)
  })

  test.each(['{', 'userId=ada', "{'userId':'ada'}"])(
    'with %s, which is not JSON, is refused',
    async (body) => {
      const { invoke, kids } = open()
      for (const name of ['CreateTestJwt', 'GenerateKeys']) {
        expect(await refusal(await invoke(name, body))).toEqual([
          400,
          'InvalidRequestContentException',
          { __type: 'InvalidRequestContentException', message: 'Could not parse request body into json' },
        ])
      }
      expect(await kids()).toEqual([])
    },
  )

  test('is only for whom the guard of Lambda lets through', async () => {
    const { invoke, kids, services } = open({ isAllowed: false })
    for (const name of ['GenerateKeys', 'CreateTestJwt', 'Nothing']) {
      const response = await invoke(name)
      expect([response.status, await response.text()]).toEqual([403, 'refused'])
    }
    expect(await kids()).toEqual([])
    expect(services).toEqual(['lambda'])
  })
})
