import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import { integerIn, textIn, toColumn } from './columns.ts'
import type { Row, Sqlite } from './driver.ts'

const maxLetters = 1_000
const maxBytes = 32 * 1024 * 1024

/** Dead letters in a database that has been migrated. The text of one is its row's column. */
export function sqliteDeadLetters(database: Sqlite): DeadLetters {
  const insert = database.prepare(
    'INSERT INTO dead_letters (id, letter) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const forget = database.prepare(
    'DELETE FROM dead_letters WHERE position <= (SELECT position FROM dead_letters ORDER BY position DESC LIMIT 1 OFFSET ?)',
  )
  // `octet_length` reads no letter, only how long it is.
  const forgetLarge = database.prepare(
    'DELETE FROM dead_letters WHERE position <= (SELECT max(position) FROM (SELECT position, sum(octet_length(letter)) OVER (ORDER BY position DESC) AS bytes FROM dead_letters) WHERE bytes > ?)',
  )
  const selectPage = database.prepare(
    'SELECT letter FROM dead_letters WHERE position > ? ORDER BY position LIMIT ?',
  )
  const select = database.prepare('SELECT position, letter FROM dead_letters WHERE id = ?')
  const remove = database.prepare('DELETE FROM dead_letters WHERE id = ?')
  const count = database.prepare('SELECT count(*) AS letters FROM dead_letters')

  return {
    add: (letter) =>
      database.transaction(() => {
        insert.run(toColumn(letter.id), toColumn(toText(letter)))
        forget.run(maxLetters)
        forgetLarge.run(maxBytes)
      }),
    list({ after, limit = noLimit } = {}) {
      const row = after === undefined ? undefined : select.get(toColumn(after))
      return selectPage.all(row === undefined ? 0 : integerIn(row, 'position'), limit).map(toLetter)
    },
    get(id) {
      const row = select.get(toColumn(id))
      return row && toLetter(row)
    },
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

// What SQLite takes for it.
const noLimit = -1

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

function toText({ event: { detailText, ...event }, ...letter }: DeadLetter): string {
  const detail: unknown = JSON.parse(detailText)
  return JSON.stringify({ ...letter, event: { ...event, detail } })
}

function toLetter(row: Row): DeadLetter {
  const letter: unknown = JSON.parse(textIn(row, 'letter'))
  if (!storedLetter.Check(letter)) throw new TypeError('the column letter holds no dead letter')
  const { detail, ...event } = letter.event
  return { ...letter, event: { ...event, detailText: JSON.stringify(detail) } }
}
