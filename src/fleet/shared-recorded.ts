import {
  after,
  type Backplane,
  followHeld,
  type History,
  type LocalTopics,
  type RecordedTopics,
} from '../core/index.ts'
import type { Interests } from './interests.ts'

/**
 * Topics with history whose members are spread over the nodes of a fleet. What is appended comes to the members here by way of the
 * backplane, whoever appended it.
 */
export function sharedRecorded(
  local: LocalTopics,
  backplane: Backplane,
  interests: Interests,
): RecordedTopics {
  const { history } = backplane
  const settledHistory = readSettled(backplane)
  return {
    publish: (topic, text, options) => history.append(topic, text, options),
    follow: (topic, connectionId, following, replies) =>
      after(local.has(topic, connectionId), (isMember) => {
        const follower = { topic, history: settledHistory, following, replies }
        if (isMember) return followHeld(follower, 'already')
        return interests.during(topic, connectionId, async ({ heard }) => {
          await heard
          return followHeld(follower, local.hold(topic, connectionId))
        })
      }),
    read: (topic, range, retention) => history.read(topic, range, retention),
  }
}

/**
 * History whose pages end with what has been handed on here. What is read and still on its way here would come a second time to who
 * has been let in meanwhile.
 */
function readSettled(backplane: Backplane): History {
  const { history } = backplane
  return {
    append: (topic, text, options) => history.append(topic, text, options),
    async read(topic, range, retention) {
      const page = await history.read(topic, range, retention)
      await backplane.settled(topic)
      return page
    },
  }
}
