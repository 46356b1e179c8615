import { presenceContract } from '../../core/ports/presence.contract.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoPresence } from './presence.ts'

presenceContract('dynamodb', async () =>
  dynamoPresence({ ...(await openTable({ pageItems: 40 })), api: 'hub' }),
)
