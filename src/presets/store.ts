import type { Keys, Users } from '../core/index.ts'
import { memoryKeys, memoryUsers, openSqliteStore } from '../stores/index.ts'

/** What the embedded home remembers. */
export interface Store {
  readonly users: Users
  readonly keys: Keys
  close(): void
}

/** In `folder`, or in memory without one. */
export async function openStore(folder: string | undefined): Promise<Store> {
  if (folder !== undefined) return openSqliteStore(folder)
  return { users: memoryUsers(), keys: memoryKeys(), close: () => {} }
}
