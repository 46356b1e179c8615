import type { Api, Authorizer } from '../core/index.ts'
import type { Limits, Profile } from './profile.ts'
import type { Rate } from './token-bucket.ts'

/** An API, and where and within what it is served. */
export interface MountOptions {
  readonly api: Api
  /** `/`, `/prod`. Doubled and trailing slashes make no difference. */
  readonly path: string
  /** Instead of the API's own authorizer. */
  readonly authorize?: Authorizer
  /** Whether it takes upgrades on paths where nothing is mounted, too. */
  readonly takesUnmapped?: (query: URLSearchParams) => boolean
  readonly limits: Limits
  readonly profile: Profile
  /** What events call the stage. Requests for `/{stage}/@connections` find its connections too. */
  readonly stage?: string
  /** What all its clients together may send, connections included. */
  readonly throttle?: Rate
  /** The same of one route, `$connect` among them, instead. */
  readonly routeThrottles?: Readonly<Record<string, Rate>>
}
