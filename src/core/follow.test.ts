import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryHistory } from '../stores/memory/history.ts'
import { FanOut } from './fan-out.ts'
import type { Outlet } from './outlet.ts'
import type { History, Position, Retention } from './ports/history.ts'
import type { ReplyPath } from './ports/recorded.ts'
import { Unavailable } from './ports/unavailable.ts'
import { followHeld, recordedTopics } from './recorded-topics.ts'
import { Turn } from './turn.ts'

const retention: Retention = { events: 100, ageMs: 60_000 }
const ids = { short: () => 'id', uuid: () => 'uuid', draw: () => 'epoch' }
const clock = { now: () => 0, every: () => () => {}, after: () => () => {} }
const encoder = new TextEncoder()
const wire = {
  encode: (frame: string) => encoder.encode(`${frame}\n`),
  concat: (frames: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(frames)),
}

/** A topic on one node, and a client that writes down all that it gets. */
function open(history: History = memoryHistory({ clock, ids })) {
  const ends: (() => void)[] = []
  const turn = new Turn((run) => void ends.push(run))
  const fanOut = new FanOut(turn, wire, 10)
  const endTurn = (): void => {
    for (const end of ends.splice(0)) end()
  }
  const connect = (connectionId: string) => {
    let text = ''
    const outlet: Outlet = {
      connectionId,
      push(frames) {
        text += new TextDecoder().decode(frames)
      },
    }
    fanOut.attach(outlet)
    const replies: ReplyPath = {
      reply: (frame) => outlet.push(wire.encode(frame)),
      hasRoom: () => undefined,
      isFirst: () => undefined,
    }
    const got = (): unknown[] =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    return { outlet, replies, got }
  }
  return { history, fanOut, connect, endTurn }
}

const following = (since?: Position) => ({
  retention,
  ...(since && { since }),
  welcome: ({ position, recovered, count }: { position: Position; recovered: boolean; count: number }) =>
    JSON.stringify({ welcome: position.offset, recovered, count }),
  caughtUp: ({ offset }: Position) => JSON.stringify({ caughtUp: offset }),
})

const event = (n: number): string => JSON.stringify({ n })

describe('a connection that joins a topic with history', () => {
  test('gets what it has missed, and then what is new', () => {
    const { history, fanOut, connect, endTurn } = open()
    const topics = recordedTopics(fanOut, history)
    for (const n of [1, 2, 3]) void topics.publish('t', event(n), { retention })
    const ada = connect('ada')
    expect(topics.follow('t', 'ada', following({ epoch: 'epoch', offset: 1 }), ada.replies)).toBe('joined')
    void topics.publish('t', event(4), { retention })
    endTurn()
    expect(ada.got()).toEqual([
      { welcome: 3, recovered: true, count: 2 },
      { n: 2, offset: 2, epoch: 'epoch' },
      { n: 3, offset: 3, epoch: 'epoch' },
      { caughtUp: 3 },
      { n: 4, offset: 4, epoch: 'epoch' },
    ])
  })

  test.each([
    ['another epoch', { epoch: 'other', offset: 1 }],
    ['a place that is not there yet', { epoch: 'epoch', offset: 9 }],
    ['nothing', undefined],
  ])('gets nothing of what was with %s', (_what, since) => {
    const { history, fanOut, connect } = open()
    const topics = recordedTopics(fanOut, history)
    void topics.publish('t', event(1), { retention })
    const ada = connect('ada')
    void topics.follow('t', 'ada', following(since), ada.replies)
    expect(ada.got()).toEqual([{ welcome: 1, recovered: false, count: 0 }, { caughtUp: 1 }])
  })

  test('is in nothing when its history cannot be read', async () => {
    const down: History = {
      append: () => Promise.reject(new Error('down')),
      read: () => Promise.reject(new Error('down')),
    }
    const { fanOut, connect } = open()
    const topics = recordedTopics(fanOut, down)
    const ada = connect('ada')
    await expect(topics.follow('t', 'ada', following(), ada.replies)).rejects.toThrow('down')
    expect(fanOut.has('t', 'ada')).toBe(false)
    fanOut.record('t', event(1), undefined)
    expect(ada.got()).toEqual([])
  })

  test('keeps the topic open while it is let in, and no longer', () => {
    const { fanOut, connect } = open()
    connect('ada')
    const emptied: string[] = []
    fanOut.onEmpty = (topic) => emptied.push(topic)
    const hold = fanOut.hold('t', 'ada')
    if (typeof hold === 'string') throw new Error(hold)
    expect(emptied).toEqual([])
    hold.cancel()
    hold.cancel()
    expect(emptied).toEqual(['t'])
  })

  test('is told nothing more when the rest of what it missed was forgotten meanwhile', async () => {
    const { history, fanOut, connect } = open()
    const topics = recordedTopics(fanOut, history)
    const deep = { events: 500, ageMs: 60_000 }
    const publish = (count: number): void => {
      for (let n = 1; n <= count; n += 1) void topics.publish('t', event(n), { retention: deep })
    }
    publish(400)
    const ada = connect('ada')
    let read = (): void => {}
    const hasRead = new Promise<void>((resolve) => {
      read = resolve
    })
    const replies = { ...ada.replies, hasRoom: () => (ada.got().length < 100 ? undefined : hasRead) }
    const start = { ...following({ epoch: 'epoch', offset: 0 }), retention: deep }
    const joining = topics.follow('t', 'ada', start, replies)
    publish(401)
    read()
    await expect(joining).rejects.toThrow(Unavailable)
    expect(ada.got().at(-1)).toMatchObject({ offset: 200 })
    expect(fanOut.has('t', 'ada')).toBe(false)
  })

  test('gets each event once and in order, however slow history is and whenever events arrive here', async () => {
    const scenario = fc.record({
      before: fc.nat(30),
      during: fc.nat(30),
      since: fc.nat(35),
      scheduler: fc.scheduler(),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ before, during, since, scheduler }) => {
        const { history, fanOut, connect, endTurn } = open()
        const slow: History = {
          append: (...args) => history.append(...args),
          read: async (...args) => {
            await scheduler.schedule(Promise.resolve(), 'read')
            return history.read(...args)
          },
        }
        const append = (n: number): void => {
          void history.append('t', event(n), { retention })
        }
        for (let n = 1; n <= before; n += 1) append(n)
        const ada = connect('ada')
        const start = { epoch: 'epoch', offset: since }
        const replies: ReplyPath = {
          ...ada.replies,
          hasRoom: () => scheduler.schedule(Promise.resolve(), 'room'),
        }
        let arrived = Promise.resolve()
        const settled = (): Promise<void> => arrived
        const joining = followHeld(
          { topic: 't', history: slow, following: following(start), replies, settled },
          fanOut.hold('t', 'ada'),
        )
        // Each is in history at once, and is handed out here in order, at some time after that.
        const publishing = (async () => {
          for (let n = before + 1; n <= before + during; n += 1) {
            await scheduler.schedule(Promise.resolve(), 'publish')
            append(n)
            arrived = arrived.then(async () => {
              await scheduler.schedule(Promise.resolve(), 'arrive')
              fanOut.record('t', event(n), { epoch: 'epoch', offset: n })
              endTurn()
            })
          }
          await arrived
        })()
        await scheduler.waitFor(Promise.all([joining, publishing]))
        endTurn()
        const seen = ada.got().flatMap((frame) => Object(frame).offset ?? [])
        const first = Number(Object(ada.got()[0]).recovered ? since : Object(ada.got()[0]).welcome)
        expect(seen).toEqual(Array.from({ length: before + during - first }, (_, at) => first + 1 + at))
      }),
      { numRuns: 300 },
    )
  })
})
