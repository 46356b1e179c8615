import type { TSchema } from 'typebox'
import type { Retention } from '../../core/index.ts'
import type { Moderation } from './moderation.ts'

/**
 * `guest`: whoever has a token. `user`: who has logged in as more than a guest. `member`: to join, who is named in the
 * channel's name or in the claim `channels` of their token; for all else, who has joined. `nobody`: only the server.
 */
export type Role = 'guest' | 'user' | 'member' | 'nobody'

/** The rules of all channels whose names begin alike. */
export interface Namespace {
  readonly join: Role
  readonly publish: Role
  readonly history: Role
  readonly presence: Role
  readonly retention: Retention
  /** Users in a channel. Without it, there is no such limit. */
  readonly maxMembers?: number
  /** Publishes of one user in one channel, a second. */
  readonly rate?: number
  /** What `data` must look like. */
  readonly data?: TSchema
  readonly moderation?: readonly Moderation[]
}

export const defaultRetention: Retention = { events: 300, ageMs: 24 * 60 * 60_000 }

const open: Namespace = {
  join: 'guest',
  publish: 'guest',
  history: 'guest',
  presence: 'guest',
  retention: defaultRetention,
}

/** The namespaces of a hub that nobody has configured. What is in none of them is refused. */
export const defaultNamespaces: Readonly<Record<string, Namespace>> = {
  room: open,
  game: open,
  /** Between those who are named: `dm:ada,bob`. */
  dm: { ...open, join: 'member', publish: 'member', history: 'member', presence: 'member' },
  /** For the one who is named, from everybody: `inbox:ada`. */
  inbox: { ...open, join: 'member', publish: 'guest', history: 'member', presence: 'member' },
}

/** What is before the first colon. */
export const namespaceOf = (channel: string): string => channel.slice(0, channel.indexOf(':'))

/** Whether a user is one of those in a channel's name: `dm:ada,bob`. */
export function isNamed(channel: string, userId: string): boolean {
  return channel
    .slice(channel.indexOf(':') + 1)
    .split(',')
    .includes(userId)
}
