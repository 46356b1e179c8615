import { Turn } from '../core/index.ts'

/** Turns of the event loop. `onEnd` is told how many milliseconds the end of each took in which there was work. */
export function timedTurn(onEnd: (ms: number) => void): Turn {
  let end = (): void => {}
  const run = (): void => {
    const since = performance.now()
    end()
    onEnd(performance.now() - since)
  }
  return new Turn((endOfTurn) => {
    end = endOfTurn
    setImmediate(run)
  })
}
