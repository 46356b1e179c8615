/** A version of a secret. */
export interface Version {
  readonly id: string
  readonly text: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly stages: Set<string>
}

/** Why something cannot be done, as Secrets Manager says it. */
export interface SecretFault {
  readonly code:
    | 'InvalidParameterException'
    | 'ResourceExistsException'
    | 'ResourceNotFoundException'
    | 'LimitExceededException'
  readonly message: string
}

/** The versions of one secret, and the staging labels on them: each label is on one version at most. */
export interface SecretVersions {
  list(): readonly Version[]
  find(id: string | undefined, stage: string | undefined): Version | SecretFault
  /** Putting the same text under the same id again is fine; another text is not. */
  put(id: string, text: string, stages: readonly string[], now: number): Version | SecretFault
  /** Move a label from a version, to a version, or both. */
  move(stage: string, from: string | undefined, to: string | undefined): SecretFault | undefined
}

const current = 'AWSCURRENT'
const previous = 'AWSPREVIOUS'
const mostStages = 20

export const isFault = (found: Version | SecretFault): found is SecretFault => 'code' in found

export function secretVersions(first: {
  readonly id: string
  readonly text: string
  readonly createdAt: number
}): SecretVersions {
  const versions = new Map<string, Version>([[first.id, { ...first, stages: new Set([current]) }]])
  const withStage = (stage: string): Version | undefined => holderOf(stage, versions)
  const attach = (stage: string, version: Version): void => attachTo(version, stage, versions)

  return {
    list: () => [...versions.values()],
    find: (id, stage = id === undefined ? current : undefined) => {
      const found = id === undefined ? withStage(stage ?? current) : versions.get(id)
      const asked = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`
      if (found === undefined) return noValue(asked)
      const isOfStage = stage === undefined || found.stages.has(stage)
      return isOfStage ? found : noValue(`VersionId: ${id} and staging label: ${stage}`)
    },
    put: (id, text, stages, now) => {
      const known = versions.get(id)
      if (known !== undefined) return known.text === text ? known : alreadyUsed(id)
      const version = { id, text, createdAt: now, stages: new Set<string>() }
      versions.set(id, version)
      for (const stage of stages) attach(stage, version)
      return version
    },
    move: (stage, from, to) => {
      const holder = withStage(stage)
      const target = to === undefined ? undefined : versions.get(to)
      if (to !== undefined && target === undefined) return noValue(`VersionId: ${to}`)
      const problem = problemOf({ stage, from, to }, holder, target)
      if (problem !== undefined) return problem
      if (target === undefined) holder?.stages.delete(stage)
      else attach(stage, target)
      return undefined
    },
  }
}

type Versions = ReadonlyMap<string, Version>

const holderOf = (stage: string, versions: Versions): Version | undefined =>
  [...versions.values()].find(({ stages }) => stages.has(stage))

/** What was current is previous from then on. */
function attachTo(version: Version, stage: string, versions: Versions): void {
  const holder = holderOf(stage, versions)
  if (holder === version) return
  holder?.stages.delete(stage)
  version.stages.add(stage)
  if (stage !== current || holder === undefined) return
  holderOf(previous, versions)?.stages.delete(previous)
  holder.stages.add(previous)
}

interface Move {
  readonly stage: string
  readonly from: string | undefined
  readonly to: string | undefined
}

function problemOf(
  { stage, from, to }: Move,
  holder: Version | undefined,
  target: Version | undefined,
): SecretFault | undefined {
  if (holder === undefined && from !== undefined) return notAttached(stage, from)
  if (holder !== undefined && holder.id !== to && holder.id !== from) return mustName(stage, holder.id, from)
  if (target === undefined) return stage === current ? invalid(mustStay) : undefined
  if (target.stages.size < mostStages || target.stages.has(stage)) return undefined
  return { code: 'LimitExceededException', message: `A version can have ${mostStages} staging labels.` }
}

const mustStay = `You can't remove the staging label ${current} from a version without moving it to another.`

const invalid = (message: string): SecretFault => ({ code: 'InvalidParameterException', message })

const noValue = (asked: string): SecretFault => ({
  code: 'ResourceNotFoundException',
  message: `Secrets Manager can't find the specified secret value for ${asked}`,
})

const alreadyUsed = (id: string): SecretFault => ({
  code: 'ResourceExistsException',
  message: `You can't use ClientRequestToken ${id} because that value is already in use for a version of this secret.`,
})

const notAttached = (stage: string, from: string): SecretFault =>
  invalid(`The staging label ${stage} isn't attached to version ${from}.`)

function mustName(stage: string, holder: string, from: string | undefined): SecretFault {
  const given = from === undefined ? "can't be empty" : `is ${from}`
  return invalid(
    `The parameter RemoveFromVersionId ${given}. Staging label ${stage} is currently attached to version ${holder}, ` +
      'so you must explicitly reference that version in RemoveFromVersionId.',
  )
}
