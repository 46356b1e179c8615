import {
  type ConnectionsUnderTest,
  madeAt,
  maxTopics,
} from '../../core/ports/connections-under-test.fixture.ts'
import { type MovedClock, movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { dynamoConnections } from './connections.ts'
import { type OpenTableOptions, openTable } from './dynalite.fixture.ts'
import { dynamoMembers } from './members.ts'
import type { DynamoTable } from './table.ts'

export interface DynamoUnderTest extends ConnectionsUnderTest {
  readonly clock: MovedClock
  readonly tableName: string
  /** The same for another process. */
  again(options?: OpenTableOptions): ConnectionsUnderTest
}

/** Connections and members of an API in a table of their own. */
export async function dynamoUnderTest(
  maxPerPartition?: number,
  options: OpenTableOptions = {},
): Promise<DynamoUnderTest> {
  const clock = movedClock(madeAt)
  const opened = await openTable({ clock, ...options })
  const of = (table: DynamoTable): ConnectionsUnderTest => ({
    connections: dynamoConnections({ table, api: 'chat' }),
    members: dynamoMembers({
      table,
      api: 'chat',
      maxTopics,
      ...(maxPerPartition === undefined ? {} : { maxPerPartition }),
    }),
    pass: clock.pass,
  })
  return {
    ...of(opened.table),
    clock,
    tableName: opened.tableName,
    again: (own = options) => of(opened.again({ clock, ...own })),
  }
}
