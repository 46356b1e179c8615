import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deadLettersContract } from '../../core/ports/dead-letters.contract.ts'
import { sqliteDeadLetters } from './dead-letters.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate } from './migrate.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

const event = {
  bus: 'default',
  source: 's',
  detailType: 't',
  detailText: '{}',
  resources: [],
  time: 1,
  id: 'e',
}
const letter = { id: 'a', event, rule: 'r', attempts: 5, reason: 'why', diedAt: 2 }

async function open(folder = temporaryFolder()): Promise<Sqlite> {
  const database = await openSqlite(join(folder, 'stoa.db'))
  migrate(database)
  return database
}

deadLettersContract('sqlite', async () => sqliteDeadLetters(await open()))

test('dead letters are there after a close and a new open', async () => {
  const folder = temporaryFolder()
  const first = await open(folder)
  await sqliteDeadLetters(first).add(letter)
  first.close()
  expect(await sqliteDeadLetters(await open(folder)).list()).toEqual([letter])
})

test('a letter whose detail is no JSON is refused, and nothing is kept', async () => {
  const deadLetters = sqliteDeadLetters(await open())
  expect(() => deadLetters.add({ ...letter, event: { ...event, detailText: '{' } })).toThrow(SyntaxError)
  expect(await deadLetters.count()).toBe(0)
})

test('a row that somebody else has written is an error, and not a letter', async () => {
  const database = await open()
  database.exec(`INSERT INTO dead_letters (id, letter) VALUES ('a', '{\\"id\\":\\"a\\"}')`)
  expect(() => sqliteDeadLetters(database).list()).toThrow('the column letter holds no dead letter')
})
