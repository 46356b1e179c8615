import { expect, test } from 'vitest'
import { presenceContract } from '../../core/ports/presence.contract.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoPresence } from './presence.ts'
import { personKey, personRow, presencePk } from './presence-rows.ts'

presenceContract('dynamodb', async () =>
  dynamoPresence({ ...(await openTable({ pageItems: 40 })), api: 'hub' }),
)

test('the row of somebody who comes back all day does not grow', async () => {
  const { table } = await openTable()
  const presence = dynamoPresence({ table, api: 'hub' })
  const person = { id: 'ada', name: 'Ada' }
  const row = async () => personRow((await table.get(personKey(presencePk('hub', 'room'), 'ada'))) ?? {})
  for (let at = 0; at < 60; at += 1) {
    const now = 1_000 + at * 10_000
    const { isNew, gone } = await presence.enter(
      'room',
      { connectionId: `c${at}`, person },
      now + 60_000,
      now,
    )
    expect({ isNew, gone }).toEqual({ isNew: at === 0, gone: [] })
    await presence.leave('room', `c${at}`, now + 15_000, now)
  }
  const { stays, since } = await row()
  expect(stays.size).toBeLessThan(40)
  expect(since).toBe(1_000)
})
