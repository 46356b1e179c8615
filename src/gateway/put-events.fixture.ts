import { Hono, type MiddlewareHandler } from 'hono'
import type { NewEvent } from '../core/ports/events.ts'
import { putEvents } from './put-events.ts'

export const updated = { Source: 'CLI', DetailType: 'Entity Updated', Detail: '{"entityId":"myEntityId"}' }
export const target = { 'X-Amz-Target': 'AWSEvents.PutEvents' }
export const now = 1_700_000_000_000
const pass: MiddlewareHandler = (_, next) => next()

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly errorType: string | null
  readonly body: unknown
}

/** A bus that takes `room` events, behind the API, which shares its path with another handler. */
export function openPutEvents({
  room = 100,
  guard = pass,
}: {
  room?: number
  guard?: MiddlewareHandler
} = {}) {
  const emitted: NewEvent[] = []
  const services: string[] = []
  const events = {
    emit(event: NewEvent) {
      if (emitted.length >= room) return 'full' as const
      emitted.push(event)
      return { id: `event ${emitted.length}` }
    },
    subscribe: () => () => {},
  }
  const clock = { now: () => now, every: () => () => {}, after: () => () => {} }
  const guardFor = (service: string) => {
    services.push(service)
    return guard
  }
  const app = new Hono()
  app.route('/', putEvents({ events, guard: guardFor, clock }))
  app.post('/', (c) => c.text('somebody else'))
  const post = async (body: string, headers: Record<string, string> = target): Promise<Answer> => {
    const response = await app.request('/', { method: 'POST', body, headers })
    const [type, errorType] = ['Content-Type', 'x-amzn-ErrorType'].map((name) => response.headers.get(name))
    const text = await response.text()
    const json = /json/.test(type ?? '')
    return {
      status: response.status,
      type: type ?? null,
      errorType: errorType ?? null,
      body: json ? JSON.parse(text) : text,
    }
  }
  const put = (...Entries: object[]): Promise<Answer> => post(JSON.stringify({ Entries }))
  return { app, emitted, services, post, put }
}
