import type {
  Accounts,
  Clock,
  DeadLetters,
  History,
  Ids,
  Keys,
  Names,
  Presence,
  Sanctions,
  Settings,
  Users,
} from '../core/index.ts'
import {
  memoryAccounts,
  memoryDeadLetters,
  memoryHistory,
  memoryKeys,
  memoryNames,
  memoryPresence,
  memorySanctions,
  memorySettings,
  memoryUsers,
  openSqliteStore,
} from '../stores/index.ts'

/** What the embedded home remembers. */
export interface Store {
  readonly users: Users
  readonly keys: Keys
  readonly accounts: Accounts
  readonly settings: Settings
  readonly deadLetters: DeadLetters
  /** Of the API at a path, to be asked for once. Nodes of a fleet have theirs with their backplane. */
  readonly historyOf?: (path: string) => History
  readonly presence: Presence
  readonly sanctions: Sanctions
  readonly names: Names
  close(): void
}

/** In `folder`, or in memory without one. */
export async function openStore(
  folder: string | undefined,
  ports: { readonly clock: Clock; readonly ids: Ids },
): Promise<Store> {
  // Who is there is known by who is connected, and a server that has stopped has nobody.
  const presence = memoryPresence()
  if (folder !== undefined) {
    const store = await openSqliteStore(folder)
    return { ...store, presence, historyOf: (api) => store.history({ ...ports, api }) }
  }
  return {
    users: memoryUsers(),
    keys: memoryKeys(),
    accounts: memoryAccounts(),
    settings: memorySettings(),
    deadLetters: memoryDeadLetters(),
    presence,
    sanctions: memorySanctions(),
    names: memoryNames(),
    historyOf: () => memoryHistory(ports),
    close: () => {},
  }
}
