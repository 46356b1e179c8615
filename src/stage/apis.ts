import { authorizers } from './authorizers.ts'
import { limits } from './limits.ts'
import { checked, named } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { choice, count, flagOf } from './reading/scalars.ts'
import { gluedHint, type Reader, wrong } from './reading/value.ts'
import type { ApiStage, ApisStage } from './stage-file.ts'
import { path } from './texts.ts'

export const profile = choice({ noun: 'profile', words: ['open', 'aws'] as const })

// As an option of the program takes them.
const seconds = count(1, 1_000_000_000)

interface ApiInFile extends ApiStage {
  /** The same as `authorizers`, for those who name one. */
  readonly authorizer?: NonNullable<ApiStage['authorizers']>
}

const whole = mapping<ApiInFile>({
  path,
  authorizers,
  authorizer: authorizers,
  limits,
  profile,
  idleTimeoutSeconds: named('idle_timeout', seconds),
  maxDurationSeconds: named('max_duration', seconds),
})

const api: Reader<ApiStage | false> = {
  ...(whole.fields && { fields: whole.fields }),
  read(value, page) {
    const isServed = flagOf(value)
    if (isServed !== undefined) return isServed ? {} : false
    const hint = gluedHint(value)
    if (value.kind === 'text' && hint === undefined) {
      const short = path.read(value, page)
      return short === undefined ? undefined : { path: short }
    }
    if (value.kind !== 'mapping' && value.kind !== 'nothing') {
      return wrong(value, page, 'true, false, a path such as /game, or keys and values', hint)
    }
    const read = whole.read(value, page)
    if (read === undefined) return undefined
    const { authorizer, ...others } = read
    if (authorizer !== undefined && others.authorizers !== undefined) {
      page.report(value.at, `${value.name} has both authorizer and authorizers; keep one of them`)
    }
    return authorizer === undefined ? others : { ...others, authorizers: authorizer }
  },
}

export const apis: Reader<ApisStage> = checked(
  mapping<ApisStage>({ chat: api, relay: api, notify: api, webchat: api, lobby: api }),
  samePaths,
)

function samePaths(read: ApisStage): readonly string[] {
  const names = new Map<string, string[]>()
  for (const [name, stage] of Object.entries(read)) {
    if (stage && stage.path !== undefined) names.set(stage.path, [...(names.get(stage.path) ?? []), name])
  }
  return [...names]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([shared, sharing]) => `has ${sharing.join(' and ')} at the same path, ${shared}`)
}
