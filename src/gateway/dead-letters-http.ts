import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { DeadLetter, DeadLetters } from '../core/ports/dead-letters.ts'
import type { Events } from '../core/ports/events.ts'

export interface DeadLettersHttpOptions {
  readonly deadLetters: DeadLetters
  readonly events: Events
  /** Who may see and change them: events hold what people wrote. */
  readonly guard: (service: 'stoa') => MiddlewareHandler
}

/**
 * Dead letters for a person: `GET /dead-letters`, `DELETE /dead-letters/:id`, and `POST /dead-letters/:id/retry`, which
 * emits the event again as a new one. That delivers it to every rule that matches, and not only to the one in which it
 * died. A letter goes when its event was accepted; if the event dies again, a new letter comes.
 */
export function deadLettersHttp({ deadLetters, events, guard }: DeadLettersHttpOptions): Hono {
  const app = new Hono()
  app.use('/dead-letters/*', guard('stoa'))

  app.get('/dead-letters', async (c) => {
    const letters = await deadLetters.list()
    return c.json({ deadLetters: letters.map(bodyOf) }, 200, { 'Cache-Control': 'no-store' })
  })

  app.delete('/dead-letters/:id', async (c) => {
    const letter = await deadLetters.remove(c.req.param('id'))
    return letter === undefined ? unknownLetter(c) : c.body(null, 204)
  })

  app.post('/dead-letters/:id/retry', async (c) => {
    const id = c.req.param('id')
    const letter = (await deadLetters.list()).find((listed) => listed.id === id)
    if (letter === undefined) return unknownLetter(c)
    const accepted = await events.emit(letter.event)
    if (accepted === 'full') {
      return c.json({ message: 'Too many events are waiting; try again later' }, 503, { 'Retry-After': '1' })
    }
    await deadLetters.remove(id)
    return c.json({ EventId: accepted.id })
  })
  return app
}

function unknownLetter(c: Context): Response {
  return c.json({ message: 'There is no dead letter of this id' }, 404)
}

/** The event with the names that EventBridge gives its parts. */
function bodyOf({ event, diedAt, ...letter }: DeadLetter) {
  const { bus, detailType, time, ...rest } = event
  const shown = { ...rest, 'detail-type': detailType, time: new Date(time).toISOString() }
  return { ...letter, diedAt: new Date(diedAt).toISOString(), event: shown, bus }
}
