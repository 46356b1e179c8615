import type { RuntimeProcess } from './runtime-process.ts'
import { takeBack } from './wire.ts'

/** Takes back from a process what it was given ahead and has not begun. Once at a time. */
export class TakeBack {
  readonly #process: RuntimeProcess
  /** Each time has a number; 0 is none. */
  #current = 0
  #last = 0

  constructor(process: RuntimeProcess) {
    this.#process = process
  }

  get isUnderWay(): boolean {
    return this.#current > 0
  }

  /**
   * Have the process forget. It will say up to where it had come; if it answers nothing at all, because it is at
   * something long, `onSilence` is called ahead of that: it will not begin any of them. `answers` counts its answers.
   */
  begin(answers: () => number, onSilence: () => void): void {
    this.#last += 1
    const current = this.#last
    this.#current = current
    this.#process.send(`${takeBack}\n`)
    const isWritten = this.#process.flush()
    const before = answers()
    // In between, all is read that it had written by then: see `wire.ts`.
    setImmediate(() =>
      setImmediate(() => {
        if (isWritten && this.#current === current && answers() === before) onSilence()
      }),
    )
  }

  end(): void {
    this.#current = 0
  }
}
