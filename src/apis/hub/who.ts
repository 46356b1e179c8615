import { after, type Later, type User } from '../../core/index.ts'
import type { HubUser } from '../../protocol/index.ts'
import type { HubPorts } from './options.ts'

/** A user with a name: the one that came with the token, the one they chose, or one that is made of their id. */
export function whoIs(user: User, { users }: Pick<HubPorts, 'users'>): Later<HubUser> {
  return after(user.name ?? users.name(user.id), (name) => ({
    id: user.id,
    name: name ?? guestName(user.id),
  }))
}

export const guestName = (userId: string): string => `Guest-${userId.slice(0, 4)}`
