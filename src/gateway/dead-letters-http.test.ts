import type { MiddlewareHandler } from 'hono'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import type { DeadLetter, DeadLetters } from '../core/ports/dead-letters.ts'
import type { NewEvent } from '../core/ports/events.ts'
import { deadLettersHttp } from './dead-letters-http.ts'

const page = Compile(
  Type.Object({
    deadLetters: Type.Array(Type.Object({ id: Type.String() })),
    next: Type.Optional(Type.String()),
  }),
)

const letter: DeadLetter = {
  id: 'a',
  event: {
    id: 'event of a',
    bus: 'chatBus-poc',
    source: 'welcome',
    detailType: 'Welcome!',
    detailText: '{"connection_id":"R1kmxc2VNjMCFIA="}',
    resources: ['arn:a'],
    time: 1_700_000_000_000,
  },
  rule: 'webchat-push',
  attempts: 5,
  reason: 'it was too much',
  diedAt: 1_700_000_009_876,
}

function open({ guard, full = false }: { guard?: MiddlewareHandler; full?: boolean } = {}) {
  const letters = new Map([['a', letter]])
  const emitted: NewEvent[] = []
  const deadLetters: DeadLetters = {
    add: () => {},
    async list({ after, limit } = {}) {
      const ids = [...letters.keys()]
      const start = after === undefined ? 0 : ids.indexOf(after) + 1
      return [...letters.values()].slice(start).slice(0, limit)
    },
    get: async (id) => letters.get(id),
    async remove(id) {
      const removed = letters.get(id)
      letters.delete(id)
      return removed
    },
    count: () => letters.size,
  }
  const events = {
    emit(event: NewEvent) {
      emitted.push(event)
      return full ? ('full' as const) : { id: 'another event' }
    },
    subscribe: () => () => {},
  }
  const services: string[] = []
  const app = deadLettersHttp({
    deadLetters,
    events,
    guard(service) {
      services.push(service)
      return guard ?? ((_, next) => next())
    },
  })
  const ask = async (method: string, path: string) => {
    const response = await app.request(path, { method })
    const text = await response.text()
    return [response.status, text && JSON.parse(text)]
  }
  return { app, ask, letters, emitted, services }
}

describe('dead letters over HTTP', () => {
  test('are listed with their events as EventBridge shows them', async () => {
    const { ask, services } = open()
    expect(await ask('GET', '/dead-letters')).toEqual([
      200,
      {
        deadLetters: [
          {
            id: 'a',
            rule: 'webchat-push',
            attempts: 5,
            reason: 'it was too much',
            diedAt: '2023-11-14T22:13:29.876Z',
            event: {
              id: 'event of a',
              'detail-type': 'Welcome!',
              source: 'welcome',
              time: '2023-11-14T22:13:20.000Z',
              resources: ['arn:a'],
              detail: { connection_id: 'R1kmxc2VNjMCFIA=' },
            },
            bus: 'chatBus-poc',
          },
        ],
      },
    ])
    expect(services).toEqual(['stoa'])
  })

  test('are listed by the hundred', async () => {
    const { app, letters } = open()
    const all = Array.from({ length: 250 }, (_, index) => `letter ${index}`)
    letters.clear()
    for (const id of all) letters.set(id, { ...letter, id })
    const listed: string[] = []
    const sizes: number[] = []
    let path: string | undefined = '/dead-letters'
    while (path !== undefined) {
      const body = page.Parse(await (await app.request(path)).json())
      listed.push(...body.deadLetters.map(({ id }) => id))
      sizes.push(body.deadLetters.length)
      path = body.next && `/dead-letters?after=${encodeURIComponent(body.next)}`
    }
    expect(sizes).toEqual([100, 100, 50])
    expect(listed).toEqual(all)
  })

  test('are listed without a detail of more than 4 KiB, which the letter itself has', async () => {
    const { ask, letters } = open()
    const detail = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) })
    for (const [id, bytes] of [['a', 4_096] as const, ['b', 4_097] as const]) {
      const event = { ...letter.event, detailText: JSON.stringify(detail(bytes)) }
      letters.set(id, { ...letter, id, event })
    }
    const [, { deadLetters }] = await ask('GET', '/dead-letters')
    expect(deadLetters[0].event).toMatchObject({ detail: detail(4_096) })
    expect(deadLetters[1].event).toEqual({
      id: 'event of a',
      'detail-type': 'Welcome!',
      source: 'welcome',
      time: '2023-11-14T22:13:20.000Z',
      resources: ['arn:a'],
      detailBytes: 4_097,
    })
    expect(await ask('GET', '/dead-letters/b')).toMatchObject([
      200,
      { id: 'b', bus: 'chatBus-poc', event: { source: 'welcome', detail: detail(4_097) } },
    ])
    expect((await ask('GET', '/dead-letters/c'))[0]).toBe(404)
  })

  test('are not kept by who reads them in between', async () => {
    const { app } = open()
    for (const path of ['/dead-letters', '/dead-letters/a']) {
      expect((await app.request(path)).headers.get('Cache-Control')).toBe('no-store')
    }
  })

  test('can be removed, once', async () => {
    const { ask, letters } = open()
    expect(await ask('DELETE', '/dead-letters/a')).toEqual([204, ''])
    expect(letters.size).toBe(0)
    expect(await ask('DELETE', '/dead-letters/a')).toEqual([
      404,
      { message: 'There is no dead letter of this id' },
    ])
  })

  test('can be tried again: the event is emitted once more, and the letter goes', async () => {
    const { ask, letters, emitted } = open()
    expect(await ask('POST', '/dead-letters/a/retry')).toEqual([200, { EventId: 'another event' }])
    const { detailText: _, ...event } = letter.event
    expect(emitted).toEqual([{ ...event, detail: { connection_id: 'R1kmxc2VNjMCFIA=' } }])
    expect(letters.size).toBe(0)
    expect((await ask('POST', '/dead-letters/a/retry'))[0]).toBe(404)
  })

  test('stay if the bus is full', async () => {
    const { ask, letters } = open({ full: true })
    expect(await ask('POST', '/dead-letters/a/retry')).toEqual([
      503,
      { message: 'Too many events are waiting; try again later' },
    ])
    expect(letters.size).toBe(1)
  })

  test.each([
    ['GET', '/dead-letters'],
    ['GET', '/dead-letters/a'],
    ['DELETE', '/dead-letters/a'],
    ['POST', '/dead-letters/a/retry'],
  ])('are for whom the guard lets through: %s %s', async (method, path) => {
    const { ask, letters, emitted } = open({ guard: async (c) => c.json('not you', 403) })
    expect(await ask(method, path)).toEqual([403, 'not you'])
    expect([letters.size, emitted.length]).toEqual([1, 0])
  })
})
