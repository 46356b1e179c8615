import type {
  Appended,
  AppendOptions,
  History,
  HistoryPage,
  HistoryRange,
  Retention,
} from '../../core/ports/history.ts'
import type { Ids } from '../../core/ports/ids.ts'
import { appendEvent } from './history-append.ts'
import { historyPk } from './history-event.ts'
import { whereabouts } from './history-head.ts'
import { readEvents } from './history-read.ts'
import type { DynamoTable } from './table.ts'

export interface DynamoHistoryOptions {
  readonly table: DynamoTable
  readonly ids: Ids
  /** The API's name. */
  readonly api: string
}

/** Nothing here is answered at once. */
export interface DynamoHistory extends History {
  append(topic: string, text: string, options: AppendOptions): Promise<Appended>
  read(topic: string, range: HistoryRange, retention: Retention): Promise<HistoryPage>
}

/** Each event is a row, and where a topic is, is what its rows say. docs/dynamodb.md has the steps and the costs. */
export function dynamoHistory({ table, ids, api }: DynamoHistoryOptions): DynamoHistory {
  return {
    append: (topic, text, options) => appendEvent({ rows: table, ids, api, topic, text, ...options }),
    read: async (topic, range, retention) =>
      readEvents(table, await whereabouts(table, ids, historyPk(api, topic)), range, retention),
  }
}
