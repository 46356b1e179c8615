import type { Clock, Log } from '../core/index.ts'

/** A warning or an error, without what it was about in detail. */
export interface LoggedError {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly level: 'warn' | 'error'
  readonly message: string
  readonly api?: string
}

const maxKept = 50
const maxLength = 300

/**
 * A log that passes everything on, and remembers the newest warnings and errors for who looks at the console. Of their
 * fields it keeps the name of the API and the kind of the error: what an error says may quote what somebody sent.
 */
export class ErrorLog implements Log {
  readonly #log: Log
  readonly #clock: Pick<Clock, 'now'>
  readonly #kept: LoggedError[] = []

  constructor(log: Log, clock: Pick<Clock, 'now'>) {
    this.#log = log
    this.#clock = clock
  }

  /** The newest first, 50 at most. */
  newest(): readonly LoggedError[] {
    return this.#kept.toReversed()
  }

  debug(fields: object, message: string): void {
    this.#log.debug(fields, message)
  }

  info(fields: object, message: string): void {
    this.#log.info(fields, message)
  }

  warn(fields: object, message: string): void {
    this.#keep('warn', fields, message)
    this.#log.warn(fields, message)
  }

  error(fields: object, message: string): void {
    this.#keep('error', fields, message)
    this.#log.error(fields, message)
  }

  #keep(level: LoggedError['level'], fields: object, message: string): void {
    const api: unknown = Reflect.get(fields, 'api')
    this.#kept.push({
      at: this.#clock.now(),
      level,
      message: shortened(`${message}${kindOf(Reflect.get(fields, 'err'))}`),
      ...(typeof api === 'string' && { api: shortened(api) }),
    })
    if (this.#kept.length > maxKept) this.#kept.shift()
  }
}

/** The class of an error, and its code if it has one, as the errors of systems do. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? ` (${error.name} ${code})` : ` (${error.name})`
}

const shortened = (text: string): string =>
  text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text
