import { type ChatState, keptOf } from './chat-state.ts'
import { forgetDrafts } from './drafts.ts'
import { forgetKept, type Shelf, writeKept } from './kept.ts'
import { forgetUnsent, writeUnsent } from './unsent.ts'

export interface Keeping {
  keep(state: ChatState): void
  /** Nothing of this user stays, and nothing more is kept. */
  forget(): void
}

/** Keeps the channels of a user for every tab, and what was not sent for this one. */
export function keeping(shelf: Shelf, tab: Shelf, userId: string): Keeping {
  let isForgotten = false
  const channels = onChange(shelf)
  const unsent = onChange(tab)
  return {
    keep(state) {
      if (isForgotten) return
      writeKept(channels, userId, keptOf(state))
      writeUnsent(unsent, userId, state.rooms)
    },
    forget() {
      isForgotten = true
      forgetKept(shelf, userId)
      forgetUnsent(tab, userId)
      forgetDrafts(tab, userId)
    },
  }
}

/** Writes only what is not there already: each message changes the state, and few change what is kept. */
function onChange(shelf: Shelf): Shelf {
  return {
    read: shelf.read,
    write: (name, text) => {
      if (shelf.read(name) !== text) shelf.write(name, text)
    },
  }
}
