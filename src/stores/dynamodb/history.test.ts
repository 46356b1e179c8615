import { historyContract } from '../../core/ports/history.contract.ts'
import { systemIds } from '../system/ids.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoHistory } from './history.ts'
import { hurriedClock } from './hurried-clock.fixture.ts'

historyContract('dynamodb', async () => {
  const clock = hurriedClock()
  const { table } = await openTable({ clock })
  return { history: dynamoHistory({ table, ids: systemIds(), api: 'hub' }), advance: clock.pass }
})
