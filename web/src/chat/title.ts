import { kindOf, otherOf } from './channel-name.ts'
import type { Room } from './room.ts'

/** What a room is called for `me`: a conversation goes by the name of the other, as far as it is known. */
export function titleOf(room: Room, me: string): string {
  const channel = kindOf(room.name)
  if (channel.kind !== 'direct') return channel.label
  const other = otherOf(room.name, me)
  if (other === undefined) return room.name
  const seen = room.people.find(({ id }) => id === other)
  const heard = room.items.findLast((item) => item.kind === 'said' && item.from.id === other)
  return seen?.name ?? (heard?.kind === 'said' ? heard.from.name : undefined) ?? room.title ?? 'Somebody'
}
