import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { ratesContract } from '../../core/ports/rates.contract.ts'
import { memoryRates } from './rates.ts'

ratesContract('memory', () => {
  const clock = movedClock()
  return { rates: memoryRates(clock), pass: (ms) => clock.pass(ms) }
})
