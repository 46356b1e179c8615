import type { Ids } from '../../src/core/index.ts'
import { systemIds } from '../../src/stores/index.ts'

export interface KnownIds extends Ids {
  /** The last id that was given: of a connection that has just been opened, its own. */
  last(): string
}

/** Ids as they are, for a test that must know them of APIs that do not tell. */
export function knownIds(): KnownIds {
  const ids = systemIds()
  let last = ''
  return {
    ...ids,
    short() {
      last = ids.short()
      return last
    },
    last: () => last,
  }
}
