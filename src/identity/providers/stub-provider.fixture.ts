import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'
import { memoryUsers } from '../../stores/memory/users.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { testIssuer } from '../test-issuer.fixture.ts'
import { type ProvidersOptions, providerLogins } from './provider-logins.ts'

export interface Received {
  readonly method: string
  /** With the query, as it was sent. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a stub says: a status with JSON, or anything at all. */
export type StubAnswer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly raw: (response: ServerResponse) => void }

/** A provider on a port of its own until the running test ends. It gives `answer` to every request. */
export async function stubProvider(answer: (received: Received) => StubAnswer) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      const { method = '', url: target = '', headers } = request
      const seen = { method, target, headers, body }
      received.push(seen)
      say(response, answer(seen))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop,
    targets: () => received.map(({ target }) => target),
  }
}

function say(response: ServerResponse, answer: StubAnswer): void {
  if ('raw' in answer) {
    answer.raw(response)
    return
  }
  response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(answer.json))
}

/** A provider's answer that is no JSON. */
export const page = (status: number): StubAnswer => ({
  raw: (response) => response.writeHead(status).end('<html>'),
})

/** A clock that stands, on which what is put off happens when it is told to. */
export function toldClock() {
  const waiting = new Map<() => void, number>()
  return {
    now: () => 1_700_000_000_000,
    every: () => () => {},
    after(delayMs: number, task: () => void) {
      waiting.set(task, delayMs)
      return () => waiting.delete(task)
    },
    delays: () => [...waiting.values()],
    /** Do all that was put off by `delayMs`. */
    pass(delayMs: number) {
      for (const [task, delay] of waiting) {
        if (delay !== delayMs) continue
        waiting.delete(task)
        task()
      }
    },
  }
}

/** A key of a provider, and tokens signed with it. */
export async function stubSigner(kid = 'k1') {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)
  return { jwks: { keys: [jwk] }, jwk, sign }
}

/** A log that keeps everything it is told as one text. */
export function heardLog() {
  const heard: object[] = []
  return {
    heard,
    text: () => JSON.stringify(heard),
    warn: (fields: object, message: string) => {
      heard.push({ ...fields, message })
    },
  }
}

/** The logins with providers, on users in memory. */
export function openLogins(options: Partial<ProvidersOptions>) {
  const { tokens } = testIssuer()
  const users = memoryUsers()
  const log = heardLog()
  const ids = systemIds()
  const app = providerLogins({ users, tokens, clock: toldClock(), ids, log, providers: {}, ...options })
  const get = async (path: string, query: Readonly<Record<string, string>>) =>
    outcomeOf(await app.request(`http://localhost/prod/${path}?${new URLSearchParams(query).toString()}`))
  return { app, users, tokens, log, get }
}

/** What a client sees: the status and the body. */
export async function outcomeOf(response: Response): Promise<readonly [number, string]> {
  return [response.status, await response.text()]
}

/** The body of a login that succeeded. */
export function loggedIn([status, text]: readonly [number, string]): Readonly<Record<string, string>> {
  if (status !== 200) throw new Error(`it was refused with ${status}: ${text}`)
  return JSON.parse(text)
}
