import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chat } from '../src/apis/chat/api.ts'
import { lobby } from '../src/apis/lobby/api.ts'
import { type Api, ConnectionContext, everyone, type Home, type Router, router } from '../src/core/index.ts'
import { memoryUsers, systemIds } from '../src/stores/index.ts'
import { memoryTopics } from '../src/stores/memory/topics.ts'
import { silent } from './support/server.ts'

const connectionId = 'R1kmxc2VNjMCFIA='
const ids = systemIds()

interface Visit {
  readonly routes: Router
  readonly c: ConnectionContext
  readonly replies: string[]
  readonly heard: string[]
}

/** One connection of an API without sockets: its replies, and what it hears from topics. */
function visit(api: Api): Visit {
  const replies: string[] = []
  const heard: string[] = []
  const topics = memoryTopics(
    (_, frame) => heard.push(frame),
    () => true,
    100,
  )
  const home: Home = {
    topics,
    users: memoryUsers(),
    sockets: {
      send: (_, frame) => {
        replies.push(frame)
        return 'sent'
      },
      close: () => 'closed',
    },
  }
  const c = new ConnectionContext(home, connectionId, { id: 'ada', name: 'Ada' })
  return { routes: router(api, { ids, log: silent }), c, replies, heard }
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
