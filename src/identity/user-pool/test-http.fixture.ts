import { Hono, type MiddlewareHandler } from 'hono'
import { expect } from 'vitest'
import { userPoolHttp } from './http.ts'
import { testPool } from './test-pool.fixture.ts'

export const host = 'http://localhost:8080'
export const email = 'ada@example.com'

/** Lets in whoever says the word. */
const testGuard: MiddlewareHandler = async (c, next) =>
  c.req.header('test-word') === 'sesame' ? next() : c.json({ __type: 'AccessDeniedException' }, 403)

export async function openHttp() {
  const opened = await testPool()
  const app = new Hono()
  const options = { ...opened, sourceIp: () => '127.0.0.1', serverUrl: () => host }
  app.route('/', userPoolHttp({ ...options, guard: () => testGuard }))
  app.all('*', (c) => c.text('around', 418))
  const send = async (operation: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(`${host}/`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const manage = (operation: string, body: unknown) => send(operation, body, { 'test-word': 'sesame' })
  const signIn = (PASSWORD: string) =>
    send('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: opened.pool.clientId,
      AuthParameters: { USERNAME: email, PASSWORD },
    })
  return { ...opened, app, send, manage, signIn }
}

/** What an error is to an SDK. */
export async function problemOf(response: Response) {
  const { __type: type, message } = JSON.parse(await response.text())
  expect(response.headers.get('x-amzn-ErrorType')).toBe(type)
  return { status: response.status, type, message }
}
