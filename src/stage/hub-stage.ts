import type { FunctionStage } from './stage-file.ts'

/** What the file says of the hub: the rules of its channels, and what clients may ask for. */
export interface HubStage {
  /**
   * By what is before the colon of a channel's name. The hub comes with `room`, `game`, `dm` and `inbox`: what is said of
   * one of them is changed, `false` takes it away. All others have a `join`.
   */
  readonly namespaces?: Readonly<Record<string, HubNamespaceStage | false>>
  readonly limits?: HubLimitsStage
  /** Whether a name can only be had by one user. */
  readonly uniqueNames?: boolean
  /** For names, for what is said to one user alone, and for namespaces that do not say it for themselves. */
  readonly words?: HubWords
  readonly moderation?: HubModerationStage
}

export type HubRole = 'guest' | 'user' | 'member' | 'nobody'

/** Words that are not wanted are masked, or a reason to refuse what they are in. */
export type HubWords = 'mask' | 'refuse' | 'off'

export interface HubNamespaceStage {
  readonly join?: HubRole
  readonly publish?: HubRole
  readonly history?: HubRole
  readonly presence?: HubRole
  /** How much of what was said is kept. With 0 events, nothing is. */
  readonly keep?: { readonly events?: number; readonly hours?: number }
  /** 0: as many as like. */
  readonly maxMembers?: number
  /** Publishes of one user in one channel, a second. 0: no limit of the namespace. */
  readonly rate?: number
  /** A JSON schema of what is published. */
  readonly data?: Readonly<Record<string, unknown>>
  readonly words?: HubWords
  /** `false`: nobody, also where there is one for all. */
  readonly moderation?: HubModerationStage | false
}

/** A function that lets through what is published, changes it or refuses it. */
export interface HubModerationStage extends Omit<FunctionStage, 'type' | 'timeoutMs'> {
  /** Milliseconds that a publish waits for it. */
  readonly budgetMs?: number
  /** Whether something is published that it has not judged. */
  readonly onFailure?: 'open' | 'closed'
}

/** Whole numbers above 0. */
export interface HubLimitsStage {
  readonly publishBytes?: number
  readonly channels?: number
  readonly requestsPerSecond?: number
  readonly burst?: number
  readonly outboundBytes?: number
  readonly entities?: number
  readonly connections?: number
}
