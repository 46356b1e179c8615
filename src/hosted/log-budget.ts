const windowMs = 1_000
const linesPerWindow = 10_000
const bytesPerWindow = 10_000_000

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

/** Longer ones are cut. Characters. */
export const longestLogMessage = 65_536

export function cutMessage(message: string): string {
  if (message.length <= longestLogMessage) return message
  return `${message.slice(0, longestLogMessage)}… (${message.length - longestLogMessage} more characters)`
}

/**
 * What a function may log in a second: 10,000 lines and 10 MB. The rest is counted, to be told when the second is
 * over.
 */
export class LogBudget {
  #windowStart = 0
  #lines = 0
  #bytes = 0
  #dropped = 0
  /** Of seconds that are over. */
  #untold = 0

  /** Whether a line of so many characters may be logged at `now` (ms). */
  take(length: number, now: number): boolean {
    this.#turn(now)
    if (this.#lines >= linesPerWindow || this.#bytes + length > bytesPerWindow) {
      this.#dropped += 1
      return false
    }
    this.#lines += 1
    this.#bytes += length
    return true
  }

  /** Count lines that somebody else has dropped. */
  addDropped(count: number): void {
    this.#dropped += count
  }

  /** How many were dropped, once, when their second is over or when nothing more comes. */
  takeDropped(now: number, isLast = false): number {
    this.#turn(now)
    const count = this.#untold + (isLast ? this.#dropped : 0)
    if (isLast) this.#dropped = 0
    this.#untold = 0
    return count
  }

  #turn(now: number): void {
    if (now >= this.#windowStart && now - this.#windowStart < windowMs) return
    this.#windowStart = now
    this.#lines = 0
    this.#bytes = 0
    this.#untold += this.#dropped
    this.#dropped = 0
  }
}
