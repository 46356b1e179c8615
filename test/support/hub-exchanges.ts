import { people } from './hub-exchanges-people.ts'
import { recovery } from './hub-exchanges-recovery.ts'
import { rules } from './hub-exchanges-rules.ts'
import { talking } from './hub-exchanges-talking.ts'

/**
 * What clients and the hub say to each other, the same in every home. `ada > FRAME` is a frame as it is sent; `ada < …` is the
 * next frame that comes: the reply to an id, or an event, each with all of its fields. `"*"` is any value, `$name` the same
 * everywhere in a script. `ada.phone` is another device of `ada`, at another node where there is one.
 */
export interface Exchange {
  readonly name: string
  readonly script: string
}

export const exchanges: readonly Exchange[] = [...talking, ...recovery, ...people, ...rules]
