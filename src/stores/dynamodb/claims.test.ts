import { claimsContract } from '../../core/ports/claims.contract.ts'
import { dynamoClaims } from './claims.ts'
import { openTable } from './dynalite.fixture.ts'

claimsContract('dynamodb', async () => {
  const { table, clock } = await openTable()
  return { claims: dynamoClaims({ table }), pass: clock.pass }
})
