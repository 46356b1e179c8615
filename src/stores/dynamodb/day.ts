import type { Clock } from '../../core/ports/clock.ts'
import { type Item, numberOf, there } from './item.ts'

const daySeconds = 86_400

/** The `ttl` of what is forgotten a day after `moment` (ms). */
export const dayAfter = (moment: number): number => Math.floor(moment / 1_000) + daySeconds

/** DynamoDB deletes rows some days after their time, or never: until then they are told by this. */
export function isForgotten(item: Item, clock: Clock): boolean {
  return there(numberOf(item.ttl), 'ttl') * 1_000 <= clock.now()
}
