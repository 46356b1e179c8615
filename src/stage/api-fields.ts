import { authorizers } from './authorizers.ts'
import { limits } from './limits.ts'
import { named } from './reading/combined.ts'
import type { Fields } from './reading/mapping.ts'
import { choice, count } from './reading/scalars.ts'
import type { ApiStage } from './stage-file.ts'
import { path } from './texts.ts'
import { throttle } from './throttle.ts'

export const profile = choice({ noun: 'profile', words: ['open', 'aws'] as const })

// As an option of the program takes them.
const seconds = count(1, 1_000_000_000)

export interface ApiInFile extends Omit<ApiStage, 'routeThrottles'> {
  /** The same as `authorizers`, for those who name one. */
  readonly authorizer?: NonNullable<ApiStage['authorizers']>
}

/** What every API has. */
export const apiFields: Fields<ApiInFile> = {
  path,
  authorizers,
  authorizer: authorizers,
  limits,
  throttle,
  profile,
  idleTimeoutSeconds: named('idle_timeout', seconds),
  maxDurationSeconds: named('max_duration', seconds),
}
