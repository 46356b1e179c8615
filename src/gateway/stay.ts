import type { Router, Stay } from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import type { Connection } from './connection.ts'

export interface Staying {
  readonly connection: Connection
  /** When the stay of its user ends, in milliseconds since 1970. */
  readonly until: number
  readonly now: number
  readonly stay: Stay | undefined
  readonly router: Pick<Router, 'ending'>
}

/** Warn a client whose user's stay is about to end, and let it go when that is over. */
export function endStay({ connection, until, now, stay, router }: Staying): void {
  if (stay === undefined) return
  if (now >= until + stay.graceMs) {
    connection.leave('expired', closeCodes.policyViolation, 'Unauthorized')
  } else if (now >= until - stay.warningMs && connection.isToBeWarned(until)) {
    connection.inOrder(() => router.ending(connection.context, until))
  }
}
