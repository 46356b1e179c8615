import { type ChatState, withRoom } from './chat-state.ts'
import type { Room } from './room.ts'

export interface ChatStore {
  state(): ChatState
  /** The same state is no change. */
  change(next: (state: ChatState) => ChatState): void
  changeRoom(name: string, next: (room: Room) => Room): void
  subscribe(listener: () => void): () => void
}

/** The state of a chat, which is kept as it changes. */
export function openStore(first: ChatState, keep: (state: ChatState) => void): ChatStore {
  let state = first
  const listeners = new Set<() => void>()
  const change: ChatStore['change'] = (next) => {
    const before = state
    state = next(state)
    if (state === before) return
    keep(state)
    for (const listener of listeners) listener()
  }
  return {
    state: () => state,
    change,
    changeRoom: (name, next) => change((all) => withRoom(all, name, next)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
