import type { Clock, Ids, Log, Names, Presence, Rates, Sanctions, Users } from '../../core/index.ts'
import { type HubLimits, hubLimits } from '../../protocol/index.ts'
import type { Moderation } from './moderation.ts'
import { defaultNamespaces, type Namespace } from './namespaces.ts'

export interface HubOptions {
  /** The rules of channels by what is before the colon of their names. */
  readonly namespaces: Readonly<Record<string, Namespace>>
  readonly limits: HubLimits
  /** Whether two users may have the same name. */
  readonly areNamesUnique: boolean
  /** How old a connection may become, in milliseconds; `undefined`: as old as it likes. */
  readonly maxAgeMs?: number | undefined
  /** For names, and for what is said to one user alone. */
  readonly moderation: readonly Moderation[]
}

export const defaultHubOptions: HubOptions = {
  namespaces: defaultNamespaces,
  limits: hubLimits,
  areNamesUnique: false,
  moderation: [],
}

/** What the hub leans on besides the verbs. */
export interface HubPorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly users: Pick<Users, 'name'>
  readonly presence: Presence
  readonly sanctions: Sanctions
  readonly names: Names
  /** Asked only for namespaces with a rate. */
  readonly rates: Rates
}

export interface HubParts extends HubPorts {
  readonly options: HubOptions
}
