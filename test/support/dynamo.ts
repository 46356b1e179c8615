import type { Clock } from '../../src/core/index.ts'
import { openTable } from '../../src/stores/dynamodb/dynalite.fixture.ts'
import type { DynamoTable } from '../../src/stores/dynamodb/index.ts'

/** A table, and what was asked of it. */
export interface CountedTable {
  open(clock: Clock): DynamoTable
  /** How often each command was sent since it was last taken. */
  take(): Readonly<Record<string, number>>
}

/** An empty table. */
export async function countedTable(): Promise<CountedTable> {
  let counts: Record<string, number> = {}
  const watch = {
    before(command: string) {
      counts[command] = (counts[command] ?? 0) + 1
    },
  }
  const { again } = await openTable()
  return {
    open: (clock) => again({ clock, watch, pageItems: Number.POSITIVE_INFINITY }),
    take() {
      const taken = counts
      counts = {}
      return taken
    },
  }
}
