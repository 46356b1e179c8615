import type { Outgoing, Room } from './room.ts'

/** A text is on its way, for the first time or again. */
export function sending(room: Room, own: Pick<Outgoing, 'key' | 'text' | 'at'>): Room {
  const { key, text, at } = own
  const others = room.outgoing.filter((outgoing) => outgoing.key !== key)
  return {
    ...room,
    mark: undefined,
    outgoing: [...others, { key, text, at, delivery: { state: 'sending' } }],
  }
}

/** The hub has it. It is shown here until it comes back from the channel; without a `mid` nobody could tell that it has. */
export function sent(room: Room, key: string, mid: string | undefined): Room {
  const isBack = mid === undefined || room.items.some((item) => item.kind === 'said' && item.mid === mid)
  if (isBack) return taken(room, key)
  return changed(room, key, { state: 'sent', mid })
}

export function failed(room: Room, key: string, problem: string, mayRetry: boolean): Room {
  return changed(room, key, { state: 'failed', problem, mayRetry })
}

/** The writer took it back, or it is elsewhere now. */
export function taken(room: Room, key: string): Room {
  return { ...room, outgoing: room.outgoing.filter((outgoing) => outgoing.key !== key) }
}

function changed(room: Room, key: string, delivery: Outgoing['delivery']): Room {
  return {
    ...room,
    outgoing: room.outgoing.map((outgoing) => (outgoing.key === key ? { ...outgoing, delivery } : outgoing)),
  }
}
