import { namesContract } from '../../core/ports/names.contract.ts'
import { systemIds } from '../system/ids.ts'
import { openTable } from './dynalite.fixture.ts'
import { hurriedClock } from './hurried-clock.fixture.ts'
import { dynamoNames } from './names.ts'

namesContract('dynamodb', async () => {
  const { table } = await openTable({ clock: hurriedClock() })
  return dynamoNames({ table, ids: systemIds(), api: 'hub' })
})
