import { once } from 'node:events'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { onTestFinished } from 'vitest'
import type { Log, NewEvent } from '../core/index.ts'
import { memorySanctions } from '../stores/memory/sanctions.ts'
import { adminHttp } from './admin-http.ts'
import type { AdminHttpOptions } from './admin-options.ts'

export const adminToken = 'a token of 24 characters'.replaceAll(' ', '-')

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** The admin HTTP of a server that notes what is asked of it, on a port of this machine until the test ends. */
export async function openAdmin(more: Partial<AdminHttpOptions> = {}) {
  const asked: unknown[] = []
  const sanctions = memorySanctions()
  let now = 1_700_000_000_000
  const app = adminHttp({
    token: () => adminToken,
    client: (c) => c.req.header('X-Client') ?? 'one',
    state: () => ({
      version: '1.2.3',
      startedAt: 1,
      now,
      node: 'AbCd',
      draining: false,
      nodes: [],
      errors: [{ at: 1, level: 'warn', message: 'a warning', node: 'AbCd' }],
      apis: [],
      turns: { p50: 0.1, p99: 1 },
      publishMs: { p50: 0.2, p99: 2 },
    }),
    connections: (query) => noted(query, { connections: [] }),
    topics: (query) => noted(query, { topics: [], next: 'more' }),
    publish: (said) => noted(said, { offset: 7, epoch: 'e' }),
    emit: (event: NewEvent) => noted(event, { id: 'an event' }),
    kick: (whom) => noted({ kick: whom }, { closed: 2 }),
    sanctions,
    tokenIdOf: (token) => `id of ${token}`,
    drain: (node) => noted({ drain: node }, { node: node ?? 'AbCd' }),
    clock: { now: () => now },
    ids: { short: () => 'request' },
    log: silent,
    ...more,
  })
  function noted<T>(what: unknown, answer: T): T {
    asked.push(what)
    return answer
  }
  const url = await served(app.fetch)
  return {
    asked,
    sanctions,
    pass(spanMs: number): void {
      now += spanMs
    },
    now: () => now,
    fetch: (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init),
    /** With the token. A text is sent as it is, anything else as JSON. */
    async ask(method: string, path: string, body?: unknown) {
      const carried = typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await fetch(`${url}/admin${path}`, {
        method,
        headers: { Authorization: `Bearer ${adminToken}` },
        ...(carried !== undefined && { body: carried }),
      })
      const said: unknown = await answer.json()
      return { status: answer.status, headers: answer.headers, body: said }
    },
  }
}

async function served(answer: (request: Request) => Response | Promise<Response>): Promise<string> {
  const listener = getRequestListener(answer)
  const server = createServer((request, response) => void listener(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`
}
