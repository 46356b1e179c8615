import type { Accounts, DeadLetters, Keys, Settings, Users } from '../core/index.ts'
import {
  memoryAccounts,
  memoryDeadLetters,
  memoryKeys,
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
  close(): void
}

/** In `folder`, or in memory without one. */
export async function openStore(folder: string | undefined): Promise<Store> {
  if (folder !== undefined) return openSqliteStore(folder)
  return {
    users: memoryUsers(),
    keys: memoryKeys(),
    accounts: memoryAccounts(),
    settings: memorySettings(),
    deadLetters: memoryDeadLetters(),
    close: () => {},
  }
}
