import type { Watch } from './dynalite.fixture.ts'

const death = new Error('this process has died')

/** A process that dies before or after its `n`th command: then it does nothing any more. */
export function dying(when: 'before' | 'after', n: number): Watch {
  let count = 0
  const die = (at: number): void => {
    if (count >= at) throw death
  }
  return {
    before() {
      if (when === 'after') die(n)
      count += 1
      if (when === 'before') die(n)
    },
    after() {
      if (when === 'after') die(n)
    },
  }
}

/** Does what it does, and maybe not to the end. */
export async function untilDeath(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (error !== death) throw error
  })
}

/** Every place where a process that sends up to `commands` can die. */
export const deaths = (commands: number): readonly (readonly ['before' | 'after', number])[] =>
  Array.from({ length: commands }, (_, index) => index + 1).flatMap((n) => [
    ['before', n] as const,
    ['after', n] as const,
  ])
