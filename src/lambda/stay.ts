import type { Clock, Job, Stay, User } from '../core/index.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { type EndingWork, jobOf, maxDelaySeconds } from './work.ts'

/** A connection, and who it belongs to. */
export interface Guest {
  readonly connectionId: string
  readonly user: User
}

/** Where the stay of a user is, for an API that has an end for it. */
export type Standing =
  | { readonly is: 'endless' }
  | { readonly is: 'staying' | 'ending' | 'over'; readonly until: number; readonly stay: Stay }

export function standing({ api }: Pick<ApiHome, 'api'>, user: User, { now }: Pick<Clock, 'now'>): Standing {
  const { stay } = api
  const until = stay?.until(user)
  if (stay === undefined || until === undefined) return { is: 'endless' }
  if (now() < until - stay.warningMs) return { is: 'staying', until, stay }
  return { is: now() < until + stay.graceMs ? 'ending' : 'over', until, stay }
}

/**
 * The user of a connection as it is now: events say who it was when the connection was made, and a new token, with other
 * rights, may have come since. Rejects with `Unavailable`.
 */
export async function currentUser(
  { connectionId, user }: Guest,
  { api, connections }: ApiHome,
): Promise<User> {
  if (api.stay === undefined) return user
  return (await connections.get(connectionId))?.user ?? user
}

/** Who sees to it that a user is warned in time and sent away in the end, whether they say anything or not. */
export function watchOf({ connectionId, user }: Guest, home: ApiHome, { clock, ids }: LambdaPorts): Job[] {
  const found = standing(home, user, clock)
  if (found.is === 'endless') return []
  const { until, stay } = found
  const work: EndingWork = { kind: 'ending', api: home.api.name, id: ids.uuid(), connectionId, until }
  return [jobOf(work, secondsUntil(until - stay.warningMs, clock))]
}

/** As far as a job can wait. */
export const secondsUntil = (at: number, { now }: Pick<Clock, 'now'>): number =>
  Math.min(maxDelaySeconds, Math.max(0, Math.ceil((at - now()) / 1_000)))
