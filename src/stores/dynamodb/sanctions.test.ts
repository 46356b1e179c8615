import { sanctionsContract } from '../../core/ports/sanctions.contract.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoSanctions } from './sanctions.ts'

sanctionsContract('dynamodb', async () => dynamoSanctions({ ...(await openTable()), api: 'hub' }))
