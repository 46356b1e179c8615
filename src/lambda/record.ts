import { follow, type RecordedTopics, type ReplyPath, stamped, type Topics } from '../core/index.ts'
import type { ApiHome } from './ports.ts'

/**
 * Topics with history, where nobody holds the connections. What is kept is published as anything else: copies of two events
 * may arrive in either order, and one who joins may get what is published meanwhile ahead of what was missed, or as a part
 * of it as well. Positions tell.
 */
export function recordedTopics(
  topics: Pick<Topics, 'join' | 'leave' | 'publish'>,
  { history }: Pick<ApiHome, 'history'>,
): RecordedTopics {
  return {
    async publish(topic, text, options) {
      const appended = await history.append(topic, text, options)
      if (!appended.isDuplicate) await topics.publish(topic, stamped(text, appended.position))
      return appended
    },
    async follow(topic, connectionId, following, replies) {
      const joined = await topics.join(topic, connectionId)
      if (joined === 'full' || joined === 'gone') return joined
      const told = {
        ...following,
        welcome: (joining: Parameters<typeof following.welcome>[0]) =>
          following.welcome({ ...joining, joined }),
      }
      try {
        await follow({ topic, history, following: told, replies: oneByOne(replies) }, undefined)
        return joined
      } catch (error) {
        // Who is told that it failed joins again.
        if (joined === 'joined') await topics.leave(topic, connectionId)
        throw error
      }
    },
    read: (topic, range, retention) => history.read(topic, range, retention),
  }
}

/** Replies that are sent each when the one before was, although nobody waits for them. After one that fails, none is sent. */
function oneByOne(replies: ReplyPath): ReplyPath {
  let last: Promise<void> = Promise.resolve()
  return {
    isFirst: () => replies.isFirst(),
    reply(frame) {
      last = last.then(() => replies.reply(frame))
      // Whoever waits for room, or for a later one, hears of it.
      last.catch(() => {})
      return last
    },
    hasRoom: () => last,
  }
}
