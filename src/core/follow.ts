import type { Hold } from './hold.ts'
import { after, type Later } from './later.ts'
import type { History, HistoryPage, Position } from './ports/history.ts'
import type { Following, ReplyPath } from './ports/recorded.ts'
import type { Joined } from './ports/topics.ts'
import { Unavailable } from './ports/unavailable.ts'
import { stamped } from './stamped.ts'

const pageEvents = 100
const pageBytes = 128 * 1024

export interface Follower {
  readonly topic: string
  readonly history: History
  readonly following: Following
  readonly replies: ReplyPath
  /** Resolves when everything that was in the topic's history before the call has been handed out on this node. */
  readonly settled?: () => Later<void>
}

/**
 * Send what was missed and then let the connection in: `hold` takes what comes meanwhile. Without one, the connection is in
 * the topic already, and what it missed is sent beside what comes.
 */
export function follow(follower: Follower, hold: Hold | undefined): Later<Joined> {
  const { topic, history, following } = follower
  const { since, retention } = following
  const first = history.read(
    topic,
    { after: since?.offset ?? 0, ...(since ? page : onlyPosition) },
    retention,
  )
  return after(first, (read) => {
    const recovered = isWithin(since, read)
    const { position } = read
    const start = recovered ? (since?.offset ?? 0) : position.offset
    const count = position.offset - start
    const joined = hold === undefined ? 'already' : 'joined'
    return after(follower.replies.isFirst(), () =>
      after(following.welcome({ joined, position, recovered, count }), (frame) =>
        after(frame === undefined ? undefined : follower.replies.reply(frame), () =>
          after(
            replay(follower, hold, { read: recovered ? read : { ...read, events: [] }, sent: start }),
            () => joined,
          ),
        ),
      ),
    )
  })
}

const page = { limit: pageEvents, maxBytes: pageBytes }
const onlyPosition = { limit: 0, maxBytes: 0 }

/** Whether everything after `since` is still there. */
export function isWithin(since: Position | undefined, { position, floor }: HistoryPage): boolean {
  if (since === undefined || since.epoch !== position.epoch) return false
  return since.offset >= floor && since.offset <= position.offset
}

interface Progress {
  readonly read: HistoryPage
  /** The offset that was sent last. */
  readonly sent: number
}

/** Send a page, and read on until nothing is left but what is held. */
function replay(follower: Follower, hold: Hold | undefined, { read, sent }: Progress): Later<void> {
  const { following, replies } = follower
  const { epoch } = read.position
  return after(read.events.length === 0 ? undefined : replies.hasRoom(), () => {
    let last = sent
    for (const { offset, text } of read.events) {
      void replies.reply(stamped(text, { epoch, offset }))
      last = offset
    }
    const position = { epoch, offset: last }
    if (last < read.position.offset) return readOn(follower, hold, position)
    return after(follower.settled?.(), () => {
      if (hold?.hasOverflowed() === true) return readOn(follower, hold, position)
      return after(replies.reply(following.caughtUp(position)), () => hold?.release(position))
    })
  })
}

/** Throws, or rejects, if what comes next is not there any more: the client was told that it comes. */
function readOn(follower: Follower, hold: Hold | undefined, sent: Position): Later<void> {
  const { topic, history, following } = follower
  return after(history.read(topic, { after: sent.offset, ...page }, following.retention), (read) => {
    const isLost = read.events.length === 0 && sent.offset < read.position.offset
    if (isLost || !isWithin(sent, read)) throw new Unavailable('what was missed is not kept any more')
    return replay(follower, hold, { read, sent: sent.offset })
  })
}
