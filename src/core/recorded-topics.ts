import { follow } from './follow.ts'
import type { Hold } from './hold.ts'
import { after, type Later } from './later.ts'
import type { History } from './ports/history.ts'
import type { RecordedTopics } from './ports/recorded.ts'
import type { Joined } from './ports/topics.ts'
import type { LocalTopics } from './sharing.ts'

/** Topics with history, where this process is alone. */
export function recordedTopics(local: LocalTopics, history: History): RecordedTopics {
  return {
    publish: (topic, text, options) =>
      after(history.append(topic, text, options), (appended) => {
        if (!appended.isDuplicate) local.record(topic, text, appended.position)
        return appended
      }),
    follow: (topic, connectionId, following, replies) =>
      followHeld({ topic, history, following, replies }, local.hold(topic, connectionId)),
    read: (topic, range, retention) => history.read(topic, range, retention),
  }
}

/** Follow with what `LocalTopics.hold` has answered, which ends whatever happens. */
export function followHeld(
  follower: Parameters<typeof follow>[0],
  hold: Hold | Exclude<Joined, 'joined'>,
): Later<Joined> {
  if (hold === 'gone' || hold === 'full') return hold
  if (hold === 'already') return follow(follower, undefined)
  try {
    const following = follow(follower, hold)
    if (!(following instanceof Promise)) return following
    return following.catch((error: unknown) => {
      hold.cancel()
      throw error
    })
  } catch (error) {
    hold.cancel()
    throw error
  }
}
