import { mapping } from './reading/mapping.ts'
import { count } from './reading/scalars.ts'
import type { ThrottleStage } from './stage-file.ts'

export const throttle = mapping<ThrottleStage>({ rate: count(1, 1_000_000), burst: count(1, 1_000_000) }, [
  'rate',
  'burst',
])
