import { after, type Backplane, type LocalTopics, type Topics } from '../core/index.ts'
import type { Interests } from './interests.ts'

/**
 * Topics whose members are spread over the nodes of a fleet. Each node knows its own members, and hears a topic from
 * before its first member is in it until after its last one has left.
 *
 * What is published reaches the members here only by way of the backplane, so that all nodes have it in one order.
 * Joining waits until what was accepted before has been delivered here, and so does leaving.
 */
export function sharedTopics(local: LocalTopics, backplane: Backplane, interests: Interests): Topics {
  return {
    join: (topic, connectionId) =>
      after(local.has(topic, connectionId), (isMember) =>
        isMember ? 'already' : interests.join(topic, connectionId),
      ),
    async leave(topic, connectionId) {
      await interests.caughtUp(topic)
      return local.leave(topic, connectionId)
    },
    has: (topic, connectionId) => local.has(topic, connectionId),
    members: (topic) => backplane.members(topic),
    publish: (topic, frame, except) => backplane.publish(topic, local.encode(frame), except),
    topicsOf: (connectionId) => local.topicsOf(connectionId),
  }
}
