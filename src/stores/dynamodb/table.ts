import { type DynamoRows, type DynamoRowsOptions, dynamoRows } from './rows.ts'
import { type TopicLevels, topicLevels } from './topic-levels.ts'

export type DynamoTableOptions = DynamoRowsOptions

/** One table, for all engines of a process that are in it. */
export interface DynamoTable extends DynamoRows {
  readonly levels: TopicLevels
}

export function dynamoTable(options: DynamoTableOptions): DynamoTable {
  const rows = dynamoRows(options)
  return { ...rows, levels: topicLevels(rows) }
}
