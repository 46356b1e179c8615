import { expect, test } from 'vitest'
import { adminWith, outcomeOf } from './admin-http.ts'

test('an answer says what is wrong in the server’s words', () => {
  const refusal = JSON.stringify({ error: { code: 'bad_request', message: 'No such channel.' } })
  expect(outcomeOf(400, refusal)).toEqual({ ok: false, why: 'refused', message: 'No such channel.' })
  expect(outcomeOf(404, 'nothing')).toMatchObject({
    why: 'refused',
    message: 'The server answered with 404.',
  })
})

test('a wrong token and a server that is away are told apart', () => {
  expect(outcomeOf(401, '{}')).toMatchObject({ why: 'unauthorized' })
  expect(outcomeOf(503, '{}')).toMatchObject({ why: 'away' })
  expect(outcomeOf(202, '{}')).toEqual({ ok: true, body: {} })
})

test('what cannot be reached is away', async () => {
  const admin = adminWith('token', async () => {
    throw new TypeError('failed to fetch')
  })
  expect(await admin('GET', '/state')).toMatchObject({ ok: false, why: 'away' })
})

test('the token goes into the header, and the body is JSON', async () => {
  const requests: RequestInit[] = []
  const admin = adminWith('secret', async (_path, init) => {
    requests.push(init ?? {})
    return new Response('{}')
  })
  await admin('POST', '/kick', { user: 'u' })
  expect(requests).toMatchObject([
    {
      method: 'POST',
      body: '{"user":"u"}',
      headers: { Authorization: 'Bearer secret', 'Content-Type': 'application/json' },
    },
  ])
})
