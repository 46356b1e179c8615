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
 * What a function may log in a second: 10,000 lines and 10 MB. The rest is counted, and told in one line when the
 * second is over.
 */
export class LogBudget {
  #windowStart = 0
  #lines = 0
  #bytes = 0
  #dropped = 0

  /** Whether a line of so many characters may be logged at `now` (ms). */
  take(length: number, now: number): boolean {
    if (now - this.#windowStart >= windowMs || now < this.#windowStart) {
      this.#windowStart = now
      this.#lines = 0
      this.#bytes = 0
    }
    if (this.#lines >= linesPerWindow || this.#bytes + length > bytesPerWindow) {
      this.#dropped += 1
      return false
    }
    this.#lines += 1
    this.#bytes += length
    return true
  }

  /** The line that says how much is missing, once, when its second is over or when `isLast`. */
  notice(now: number, isLast = false): string | undefined {
    if (this.#dropped === 0 || (!isLast && now - this.#windowStart < windowMs)) return undefined
    const count = this.#dropped
    this.#dropped = 0
    return `${count} log lines were dropped: a function may log 10,000 lines and 10 MB a second`
  }
}
