import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { DeadLetter, DeadLetters, KeptEvent } from '../core/ports/dead-letters.ts'
import type { BusEvent, Events } from '../core/ports/events.ts'

export interface DeadLettersHttpOptions {
  readonly deadLetters: DeadLetters
  readonly events: Events
  /** Who may see and change them: events hold what people wrote. */
  readonly guard: (service: 'stoa') => MiddlewareHandler
}

/**
 * Dead letters for a person: `GET /dead-letters`, which lists 100 of them without long details, oldest first, and gives
 * an id for `?after=` as `next` if there are more; `GET /dead-letters/:id`, which gives one whole; `DELETE
 * /dead-letters/:id`; and `POST /dead-letters/:id/retry`, which emits the event again as a new one. That delivers it to
 * every rule that matches, and not only to the one in which it died. A letter goes when its event was accepted; if the
 * event dies again, a new letter comes.
 */
export function deadLettersHttp({ deadLetters, events, guard }: DeadLettersHttpOptions): Hono {
  const app = new Hono()
  app.use('/dead-letters/*', guard('stoa'))

  app.get('/dead-letters', async (c) => {
    const after = c.req.query('after')
    const found = await deadLetters.list({ limit: pageSize + 1, ...(after !== undefined && { after }) })
    const letters = found.slice(0, pageSize)
    const next = found.length > pageSize ? letters.at(-1)?.id : undefined
    return c.json({ deadLetters: letters.map(summaryOf), next }, 200, notStored)
  })

  app.get('/dead-letters/:id', async (c) => {
    const letter = await deadLetters.get(c.req.param('id'))
    return letter === undefined ? unknownLetter(c) : c.json(bodyOf(letter, whole(letter)), 200, notStored)
  })

  app.delete('/dead-letters/:id', async (c) => {
    const letter = await deadLetters.remove(c.req.param('id'))
    return letter === undefined ? unknownLetter(c) : c.body(null, 204)
  })

  app.post('/dead-letters/:id/retry', async (c) => {
    const id = c.req.param('id')
    const letter = await deadLetters.get(id)
    if (letter === undefined) return unknownLetter(c)
    const accepted = await events.emit(readEvent(letter.event))
    if (accepted === 'full') {
      return c.json({ message: 'Too many events are waiting; try again later' }, 503, { 'Retry-After': '1' })
    }
    await deadLetters.remove(id)
    return c.json({ EventId: accepted.id })
  })
  return app
}

const pageSize = 100
const maxListedBytes = 4 * 1024
const notStored = { 'Cache-Control': 'no-store' }

function unknownLetter(c: Context): Response {
  return c.json({ message: 'There is no dead letter of this id' }, 404)
}

function summaryOf(letter: DeadLetter) {
  const detailBytes = Buffer.byteLength(letter.event.detailText)
  return bodyOf(letter, detailBytes > maxListedBytes ? { detailBytes } : whole(letter))
}

function whole({ event }: DeadLetter): { readonly detail: unknown } {
  return { detail: JSON.parse(event.detailText) }
}

/** The event with the names that EventBridge gives its parts, and what is to be shown of its detail. */
function bodyOf({ event, diedAt, ...letter }: DeadLetter, detail: object) {
  const { bus, detailType, time, detailText: _, ...rest } = event
  const shown = { ...rest, ...detail, 'detail-type': detailType, time: new Date(time).toISOString() }
  return { ...letter, diedAt: new Date(diedAt).toISOString(), event: shown, bus }
}

function readEvent({ detailText, ...event }: KeptEvent): BusEvent {
  const detail: unknown = JSON.parse(detailText)
  if (!isObject(detail)) throw new TypeError('the text of a detail is not that of an object')
  return { ...event, detail }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
