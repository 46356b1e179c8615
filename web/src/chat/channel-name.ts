/** A channel is named `KIND:REST`; what the chat shows differently is told apart here. */
export type ChannelKind =
  | { readonly kind: 'room'; readonly label: string }
  | { readonly kind: 'direct'; readonly people: readonly [string, string] }
  | { readonly kind: 'other'; readonly label: string }

export const MAX_CHANNEL_LENGTH = 128

const NAME = /^[a-z][a-z0-9-]*:[^\s:,][^\s]*$/i

export function kindOf(name: string): ChannelKind {
  if (name.startsWith('room:')) return { kind: 'room', label: name.slice('room:'.length) }
  if (!name.startsWith('dm:')) return { kind: 'other', label: name }
  const [one, other, ...more] = name.slice('dm:'.length).split(',')
  if (!one || !other || more.length > 0) return { kind: 'other', label: name }
  return { kind: 'direct', people: [one, other] }
}

/** The conversation of two people, whoever of them begins it. */
export function directName(one: string, other: string): string {
  return `dm:${[one, other].toSorted().join(',')}`
}

export function inboxName(userId: string): string {
  return `inbox:${userId}`
}

/** With whom a conversation is, seen by one of the two; `undefined` for any other channel. */
export function otherOf(name: string, me: string): string | undefined {
  const channel = kindOf(name)
  if (channel.kind !== 'direct' || directName(...channel.people) !== name) return undefined
  const [one, other] = channel.people
  if (one === me) return other
  return other === me ? one : undefined
}

/** The channel that somebody means who types a name; `undefined` if it cannot be one. */
export function meant(typed: string): string | undefined {
  const text = typed.trim().replace(/^#/, '')
  const name = text.includes(':') ? text : `room:${text.replaceAll(/\s+/g, '-')}`
  return NAME.test(name) && name.length <= MAX_CHANNEL_LENGTH ? name : undefined
}

/** `#/room:42` opens a channel. */
export function channelOfHash(hash: string): string | undefined {
  if (!hash.startsWith('#/')) return undefined
  try {
    return meant(decodeURIComponent(hash.slice(2)))
  } catch {
    return undefined // a half of an escape, so nobody's link
  }
}

export function hashOf(name: string): string {
  return `#/${encodeURIComponent(name).replaceAll('%3A', ':').replaceAll('%2C', ',')}`
}
