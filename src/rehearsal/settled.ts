import type { Clock } from '../core/index.ts'
import type { EventSource } from './functions/event-source.ts'
import type { RunFunctions } from './functions/run-functions.ts'
import type { Aws } from './services/index.ts'

export interface SettledOptions {
  readonly aws: Aws
  readonly functions: RunFunctions
  readonly sources: readonly EventSource[]
  readonly clock: Clock
}

const lookMs = 20
/** Between a queue and a function a message is nowhere to be seen. */
const quietLooks = 3

/** When nothing is at work any more. */
export async function settled({ aws, functions, sources, clock }: SettledOptions): Promise<void> {
  const isQuiet = async (): Promise<boolean> => {
    await aws.settled()
    const { running, waiting } = functions.hosted.counts()
    if (running + waiting > 0) return false
    const counts = await Promise.all(sources.map(({ queueArn }) => aws.queues.counts(queueArn)))
    return counts.every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0)
  }
  for (let quiet = 0; quiet < quietLooks; quiet = (await isQuiet()) ? quiet + 1 : 0) {
    await new Promise<void>((resolve) => clock.after(lookMs, resolve))
  }
}
