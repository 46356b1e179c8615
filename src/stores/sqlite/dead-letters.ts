import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import { integerIn, textIn, toColumn } from './columns.ts'
import type { Row, Sqlite } from './driver.ts'

const maxLetters = 1_000

/** Dead letters in a database that has been migrated. A detail is kept as JSON: what JSON cannot hold is lost. */
export function sqliteDeadLetters(database: Sqlite): DeadLetters {
  const insert = database.prepare(
    'INSERT INTO dead_letters (id, letter) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const forget = database.prepare(
    'DELETE FROM dead_letters WHERE position <= (SELECT position FROM dead_letters ORDER BY position DESC LIMIT 1 OFFSET ?)',
  )
  const selectAll = database.prepare('SELECT letter FROM dead_letters ORDER BY position')
  const select = database.prepare('SELECT letter FROM dead_letters WHERE id = ?')
  const remove = database.prepare('DELETE FROM dead_letters WHERE id = ?')
  const count = database.prepare('SELECT count(*) AS letters FROM dead_letters')

  return {
    add: (letter) =>
      database.transaction(() => {
        insert.run(toColumn(letter.id), toColumn(JSON.stringify(letter)))
        forget.run(maxLetters)
      }),
    list: () => selectAll.all().map(toLetter),
    remove: (id) =>
      database.transaction(() => {
        const row = select.get(toColumn(id))
        remove.run(toColumn(id))
        return row && toLetter(row)
      }),
    count() {
      const row = count.get()
      return row === undefined ? 0 : integerIn(row, 'letters')
    },
  }
}

const storedLetter = Compile(
  Type.Object({
    id: Type.String(),
    event: Type.Object({
      id: Type.String(),
      bus: Type.String(),
      source: Type.String(),
      detailType: Type.String(),
      detail: Type.Record(Type.String(), Type.Unknown()),
      resources: Type.Array(Type.String()),
      time: Type.Number(),
    }),
    rule: Type.String(),
    attempts: Type.Number(),
    reason: Type.String(),
    diedAt: Type.Number(),
  }),
)

function toLetter(row: Row): DeadLetter {
  const letter: unknown = JSON.parse(textIn(row, 'letter'))
  if (!storedLetter.Check(letter)) throw new TypeError('the column letter holds no dead letter')
  return letter
}
