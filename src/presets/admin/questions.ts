import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ThisNode } from './this-node.ts'

const query = {
  api: Type.Optional(Type.String()),
  after: Type.Optional(Type.String()),
  limit: Type.Integer({ minimum: 1, maximum: 10_000 }),
}
const whom = Type.Union([
  Type.Object({ connectionId: Type.String() }),
  Type.Object({ user: Type.String() }),
  Type.Object({ token: Type.String() }),
])

/** What one node asks another for the console. */
const Question = Type.Union([
  Type.Object({ ask: Type.Literal('report') }),
  Type.Object({
    ask: Type.Literal('connections'),
    query: Type.Object({ ...query, user: Type.Optional(Type.String()) }),
  }),
  Type.Object({ ask: Type.Literal('topics'), query: Type.Object(query) }),
  Type.Object({ ask: Type.Literal('kick'), whom }),
  Type.Object({ ask: Type.Literal('drain') }),
])
export type Question = Static<typeof Question>
const question = Compile(Question)

const quantiles = Type.Object({ p50: Type.Number(), p99: Type.Number() })
const api = Type.Object({
  name: Type.String(),
  path: Type.String(),
  connections: Type.Number(),
  topics: Type.Number(),
  messages: Type.Number(),
  publishes: Type.Number(),
  deliveries: Type.Number(),
  faults: Type.Number(),
})
const state = Type.Object({
  node: Type.String(),
  address: Type.String(),
  version: Type.String(),
  startedAt: Type.Number(),
  now: Type.Number(),
  draining: Type.Boolean(),
  problem: Type.Optional(Type.String()),
  apis: Type.Array(api),
  turns: quantiles,
  publishMs: quantiles,
})
const loggedError = Type.Object({
  at: Type.Number(),
  level: Type.Union([Type.Literal('warn'), Type.Literal('error')]),
  message: Type.String(),
  api: Type.Optional(Type.String()),
})
const connection = Type.Object({
  node: Type.String(),
  connectionId: Type.String(),
  api: Type.String(),
  userId: Type.String(),
  name: Type.Optional(Type.String()),
  connectedAt: Type.Number(),
  sourceIp: Type.String(),
  userAgent: Type.Optional(Type.String()),
  topics: Type.Number(),
})
const topic = Type.Object({ api: Type.String(), topic: Type.String(), members: Type.Number() })
const next = Type.Optional(Type.String())

/** What the answers are. One of another shape is that of a node of another version. */
export const answers = {
  report: Compile(Type.Object({ state, errors: Type.Array(loggedError) })),
  connections: Compile(Type.Object({ connections: Type.Array(connection), next })),
  topics: Compile(Type.Object({ topics: Type.Array(topic), next })),
  kick: Compile(Type.Object({ closed: Type.Number() })),
  drain: Compile(Type.Object({ draining: Type.Literal(true) })),
}

/** Answers what other nodes ask for the console; `null` to what is not understood here. */
export async function answerOf(node: ThisNode, asked: string): Promise<string> {
  const read = parsed(asked)
  return JSON.stringify(question.Check(read) ? await answerTo(node, read) : null)
}

async function answerTo(node: ThisNode, asked: Question): Promise<object> {
  switch (asked.ask) {
    case 'report':
      return node.report()
    case 'connections':
      return node.connections(asked.query)
    case 'topics':
      return node.topics(asked.query)
    case 'kick':
      return { closed: await node.kick(asked.whom) }
    case 'drain':
      node.drain()
      return { draining: true }
  }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
