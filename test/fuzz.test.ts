import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chat } from '../src/apis/chat/api.ts'
import { lobby } from '../src/apis/lobby/api.ts'
import { notify } from '../src/apis/notify/api.ts'
import { relay } from '../src/apis/relay/api.ts'
import { webchat } from '../src/apis/webchat/api.ts'
import {
  type Api,
  ConnectionContext,
  eventContext,
  everyone,
  type Home,
  type Router,
  router,
} from '../src/core/index.ts'
import { memoryUsers, systemIds } from '../src/stores/index.ts'
import { memoryTopics } from '../src/stores/memory/topics.ts'
import { silent } from './support/server.ts'

const connectionId = 'R1kmxc2VNjMCFIA='
const ids = systemIds()

interface Visit {
  readonly routes: Router
  readonly c: ConnectionContext
  /** What it was sent alone. */
  readonly replies: string[]
  /** What it was sent as a member of a topic. */
  readonly heard: string[]
  /** Which connections were closed. */
  readonly closed: string[]
}

/** One connection of an API without sockets: its replies, and what it hears from topics. */
function visit(api: Api): Visit {
  const replies: string[] = []
  const heard: string[] = []
  const closed: string[] = []
  const topics = memoryTopics(
    (_, frame) => heard.push(frame),
    () => true,
    100,
  )
  const home: Home = {
    topics,
    users: memoryUsers(),
    sockets: {
      send: (id, frame) => {
        if (id !== connectionId) return 'gone'
        replies.push(String(frame))
        return 'sent'
      },
      describe: () => 'gone',
      close: (id) => {
        closed.push(id)
        return 'closed'
      },
    },
    events: { emit: () => ({ id: 'event-id' }) },
    recorded: { publish: unused, follow: unused, read: unused },
    tend: unused,
    verify: unused,
    renew: unused,
    hasRoom: unused,
  }
  const user = { id: 'ada', name: 'Ada' }
  const c = new ConnectionContext(home, eventContext(home), connectionId, user)
  return { routes: router(api, { ids, log: silent }), c, replies, heard, closed }
}

const unused = (): never => {
  throw new Error('only the hub asks for it')
}

const field = fc.oneof(fc.string(), fc.jsonValue(), fc.constantFrom('c', '', '__proto__', 'constructor'))
const word = (...words: string[]) => fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, field)

const chatBody = fc.record(
  {
    type: word('set-name', 'join', 'leave', 'message', '$default', 'toString'),
    payload: fc.oneof(
      fc.record({ channel: field, username: field, message: field }, { requiredKeys: [] }),
      field,
    ),
  },
  { requiredKeys: [] },
)
const lobbyBody = fc.record(
  { action: word('send', '$connect', 'valueOf'), text: field },
  { requiredKeys: [] },
)
const relayBody = fc.record(
  { action: word('message', 'heartbeat', '$default', 'constructor'), message: field },
  { requiredKeys: [] },
)
const notifyBody = fc.record(
  { action: word('subscribe', 'unsubscribe', '$connect', 'toString'), entityId: field },
  { requiredKeys: [] },
)
const webchatBody = fc.record(
  {
    action: word('broadcast', 'list', 'chat', 'valueOf'),
    message: field,
    connection: fc.oneof(fc.constant(connectionId), field),
  },
  { requiredKeys: [] },
)

const text = (body: fc.Arbitrary<unknown>) =>
  fc.oneof(
    body.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string({ unit: 'binary' }),
  )

test('whatever is said to the chat gets exactly one reply, which is JSON with a message or an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text(chatBody), { maxLength: 20 }), async (frames) => {
      const { routes, c, replies, heard } = visit(chat)
      for (const frame of frames) await routes.message(c, frame)
      expect(replies).toHaveLength(frames.length)
      for (const reply of replies)
        expect(Object.keys(JSON.parse(reply))).toEqual([expect.stringMatching(/^(message|error)$/)])
      for (const frame of heard)
        expect(JSON.parse(frame)).toHaveProperty('payload.message', expect.any(String))
      expect(replies.join()).not.toContain('Internal server error')
    }),
    { numRuns: 300 },
  )
})

test('whatever is said in the lobby is either heard by everybody or answered with a fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text(lobbyBody), { maxLength: 20 }), async (frames) => {
      const { routes, c, replies, heard } = visit(lobby(ids))
      await c.join(everyone)
      for (const frame of frames) await routes.message(c, frame)
      expect(replies.length + heard.length).toBe(frames.length)
      for (const reply of replies)
        expect(JSON.parse(reply)).toMatchObject({
          connectionId,
          message: expect.stringMatching(/^(Forbidden|Invalid request body)$/),
        })
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['relay', relay, relayBody],
  ['notify', notify, notifyBody],
  ['webchat', webchat('poc'), webchatBody],
])(
  'whatever is said to %s breaks nothing, and who said it stays and is still answered',
  async (_, api, body) => {
    await fc.assert(
      fc.asyncProperty(fc.array(text(body), { maxLength: 20 }), async (frames) => {
        const { routes, c, replies, heard, closed } = visit(api)
        await c.join(everyone)
        await routes.connected(c)
        for (const frame of frames) await routes.message(c, frame)
        expect(replies.length + heard.length).toBeLessThanOrEqual(frames.length)
        expect(replies.filter((reply) => reply.startsWith('{"message": "Internal server error"'))).toEqual([])
        expect(closed).toEqual([])
        const before = replies.length
        await routes.message(c, 'still here')
        expect(replies.slice(before)).toEqual([expect.stringMatching(/^\{"message": "Forbidden", /)])
      }),
      { numRuns: 300 },
    )
  },
)
