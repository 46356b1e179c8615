import { claimsContract } from '../../core/ports/claims.contract.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { memoryClaims } from './claims.ts'

claimsContract('memory', () => {
  const clock = movedClock()
  return { claims: memoryClaims(clock), pass: clock.pass }
})
