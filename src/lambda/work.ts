import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Job } from '../core/index.ts'
import { Packed } from './packed.ts'

const Recipient = Type.Object({ connectionId: Type.String(), connectedAt: Type.Number() })

const Effect = Type.Union([
  Type.Object({ do: Type.Literal('send'), to: Type.String(), frame: Packed }),
  Type.Object({
    do: Type.Literal('publish'),
    topic: Type.String(),
    frame: Packed,
    except: Type.Optional(Type.String()),
  }),
  Type.Object({ do: Type.Literal('close'), to: Type.String(), code: Type.Number(), reason: Type.String() }),
  Type.Object({
    do: Type.Literal('emit'),
    event: Type.Object({
      bus: Type.String(),
      source: Type.String(),
      detailType: Type.String(),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  }),
])

/** What is to be sent because of a connection, once it can be reached. */
export type Effect = Static<typeof Effect>

const OfApi = { api: Type.String(), id: Type.String() }

const Opened = Type.Object({
  kind: Type.Literal('opened'),
  ...OfApi,
  connection: Recipient,
  effects: Type.Array(Effect),
})

const Ended = Type.Object({
  kind: Type.Literal('ended'),
  ...OfApi,
  connectionId: Type.String(),
  code: Type.Number(),
  reason: Type.String(),
  /** Where it was met. */
  topic: Type.Optional(Type.String()),
})

const SegmentWork = Type.Object({
  kind: Type.Literal('segment'),
  ...OfApi,
  topic: Type.String(),
  frame: Packed,
  except: Type.Array(Type.String()),
  from: Type.Number(),
  to: Type.Number(),
  /** About how many members there are in it. */
  about: Type.Number(),
})

const Posts = Type.Object({
  kind: Type.Literal('posts'),
  ...OfApi,
  topic: Type.Optional(Type.String()),
  frame: Packed,
  to: Type.Array(Recipient),
  /** How often it was tried before. */
  attempt: Type.Number(),
})

const TendWork = Type.Object({ kind: Type.Literal('tend'), ...OfApi, topic: Type.String() })

const EndingWork = Type.Object({
  kind: Type.Literal('ending'),
  ...OfApi,
  connectionId: Type.String(),
  /** When the stay of the user ends whom this is about. */
  until: Type.Number(),
})

const Work = Type.Union([Opened, Ended, SegmentWork, Posts, TendWork, EndingWork])

/** What connections of an API have caused, for the worker. `id` is the same whenever the same work is asked for. */
export type Work = Static<typeof Work>
export type Opened = Static<typeof Opened>
export type Ended = Static<typeof Ended>
export type SegmentWork = Static<typeof SegmentWork>
export type Posts = Static<typeof Posts>
export type TendWork = Static<typeof TendWork>
export type EndingWork = Static<typeof EndingWork>

/** What SQS takes at most. What is due later than that has to ask again. */
export const maxDelaySeconds = 900

const validator = Compile(Work)

export const jobOf = (work: Work, delaySeconds?: number): Job => ({
  body: JSON.stringify(work),
  ...(delaySeconds !== undefined && { delaySeconds }),
})

/** Throws for what is no work: it ends as a dead letter. */
export function readWork(body: string): Work {
  const read: unknown = JSON.parse(body)
  if (!validator.Check(read)) throw new TypeError('the message is no work of Stoa')
  return read
}
