import Type, { type TProperties } from 'typebox'
import { jsonFrame } from '../../core/index.ts'
import { type HubCloseReason, type HubErrorCode, hubCloses, hubErrors } from '../../protocol/index.ts'

const User = Type.Object({ id: Type.String(), name: Type.String() })
const position = { epoch: Type.String(), offset: Type.Integer() }
const said = { mid: Type.String(), from: User, ts: Type.Integer(), data: Type.Unknown() }

const codes: HubErrorCode[] = keysOf(hubErrors)
const reasons: HubCloseReason[] = keysOf(hubCloses)

const ErrorShape = Type.Object({
  code: Type.Enum(codes),
  status: Type.Integer(),
  message: Type.String(),
  retryable: Type.Boolean(),
  retryAfterMs: Type.Optional(Type.Integer()),
  details: Type.Optional(
    Type.Array(
      Type.Object({ path: Type.String(), rule: Type.String(), limit: Type.Optional(Type.Number()) }),
    ),
  ),
  requestId: Type.String(),
})

const event = <P extends TProperties>(name: string, fields: P, summary: string) =>
  jsonFrame(Type.Object({ type: Type.Enum(['event']), event: Type.Enum([name]), ...fields }), summary)

const channel = Type.String()

/** What clients of the hub receive. */
export const hubFrames = {
  reply: jsonFrame(
    Type.Object({
      type: Type.Enum(['reply']),
      id: Type.String(),
      ok: Type.Boolean(),
      data: Type.Unknown(),
    }),
    'What a request with an `id` has led to.',
  ),
  failure: jsonFrame(
    Type.Object({ type: Type.Enum(['reply']), id: Type.String(), ok: Type.Boolean(), error: ErrorShape }),
    'Why a request with an `id` was refused, and what to do.',
  ),
  message: event(
    'message',
    { channel, ...said, epoch: Type.Optional(Type.String()), offset: Type.Optional(Type.Integer()) },
    'What somebody said in a channel, with its place in the history of the channel if there is one.',
  ),
  joined: event('joined', { channel, user: User, count: Type.Integer() }, 'Somebody is in a channel.'),
  left: event('left', { channel, user: User, count: Type.Integer() }, 'Somebody is in a channel no more.'),
  count: event(
    'count',
    { channel, count: Type.Integer() },
    'How many are in a channel that has too many to tell of each.',
  ),
  renamed: event('renamed', { channel, user: User, was: Type.String() }, 'Somebody has another name.'),
  caughtUp: event(
    'caught_up',
    { channel, ...position },
    'Everything that was missed has been sent; what is said from here on follows.',
  ),
  position: event('position', { channel, ...position }, 'Where a quiet channel is.'),
  direct: event('direct', said, 'What somebody said to this user alone.'),
  entity: event(
    'entity',
    { mid: Type.String(), entity: Type.String(), data: Type.Optional(Type.Unknown()) },
    'An entity that was subscribed to has changed.',
  ),
  push: event(
    'push',
    { mid: Type.String(), data: Type.Unknown() },
    'Something for this user, on each of their devices.',
  ),
  expiring: event(
    'expiring',
    { expiresAt: Type.Integer() },
    'The token is about to end: send a new one with `refresh`.',
  ),
  goodbye: event(
    'goodbye',
    { reason: Type.Enum(reasons), reconnect: Type.Boolean(), delayMs: Type.Array(Type.Integer()) },
    'The connection is about to be closed, and what to do then.',
  ),
  error: event('error', { error: ErrorShape }, 'What is wrong with a frame that has no `id`.'),
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  const keys: K[] = []
  for (const key in record) keys.push(key)
  return keys
}
