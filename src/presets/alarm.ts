import type { Clock, Ids, Log } from '../core/index.ts'
import type { DeadLetter } from '../core/ports/dead-letters.ts'

export interface AlarmOptions {
  /** Where notifications are posted: an http or https URL. Without one, nobody is told but the log. */
  readonly webhook?: string
  /** The name of this deployment. */
  readonly stage: string
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
}

/** Tells somebody outside that events have died, in the shape of a CloudWatch alarm that SNS delivers. */
export interface Alarm {
  /** Returns at once. What dies while a notification is under way is told together in the next. */
  ring(letter: DeadLetter): void
  /** When nothing is under way any more. Every notification ends: after three tries of 5 s it is given up. */
  settled(): Promise<void>
  /**
   * Tell what is untold in one more try, without waiting before it; what is under way, and that, is cut 3 s from now.
   * What dies later is not told. Stopping twice is stopping once.
   */
  stop(): Promise<void>
}

/** Throws a `TypeError` for a webhook that cannot be called. */
export function alarm(options: AlarmOptions): Alarm {
  if (options.webhook === undefined) return { ring: () => {}, settled: async () => {}, stop: async () => {} }
  const bell = new Bell(toUrl(options.webhook), options)
  return {
    ring: (letter) => bell.ring(letter),
    settled: () => bell.settled(),
    stop: () => bell.stop(),
  }
}

const tries = 3
const backOffMs = 1_000
const timeoutMs = 5_000
const stopLimitMs = 3_000

/** What died in one rule, and why the last of it did. */
interface DeathsInRule {
  readonly count: number
  readonly reason: string
}

/** What is to be told, by the names of the rules. */
type Deaths = ReadonlyMap<string, DeathsInRule>

class Bell {
  readonly #webhook: URL
  readonly #options: AlarmOptions
  /** Ends the waits between tries, and then whatever is under way. */
  readonly #stopping = new AbortController()
  readonly #cutting = new AbortController()
  #untold: Deaths = new Map()
  #underWay: Promise<void> | undefined
  #stopped: Promise<void> | undefined

  constructor(webhook: URL, options: AlarmOptions) {
    this.#webhook = webhook
    this.#options = options
  }

  ring({ rule, reason }: DeadLetter): void {
    if (this.#stopped !== undefined) return
    this.#untold = together(this.#untold, new Map([[rule, { count: 1, reason }]]))
    this.#underWay ??= this.#tellAll()
  }

  settled(): Promise<void> {
    return this.#underWay ?? Promise.resolve()
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    const callOff = this.#options.clock.after(stopLimitMs, () => this.#cutting.abort())
    this.#stopping.abort()
    await this.#underWay
    const deaths = this.#untold
    if (deaths.size > 0 && !(await this.#try(this.#bodyOf(deaths), 1))) this.#giveUp(deaths)
    callOff()
  }

  async #tellAll(): Promise<void> {
    while (this.#untold.size > 0 && !this.#stopping.signal.aborted) {
      const deaths = this.#untold
      this.#untold = new Map()
      const outcome = await this.#tell(deaths)
      if (outcome === 'given up') this.#giveUp(deaths)
      if (outcome === 'interrupted') this.#untold = together(deaths, this.#untold)
    }
    this.#underWay = undefined
  }

  async #tell(deaths: Deaths): Promise<'told' | 'given up' | 'interrupted'> {
    const body = this.#bodyOf(deaths)
    const { signal } = this.#stopping
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      if (await this.#try(body, attempt)) return 'told'
      if (attempt < tries) await pause(this.#options.clock, backOffMs * 2 ** (attempt - 1), signal)
      if (signal.aborted) return 'interrupted'
    }
    return 'given up'
  }

  /** Never rejects. The log shows of the URL only where it leads: what comes after may be a secret. */
  async #try(body: string, attempt: number): Promise<boolean> {
    const { clock, log } = this.#options
    const outcome = await post(this.#webhook, body, clock, this.#cutting.signal)
    if (outcome === 'told') return true
    log.warn({ webhook: this.#webhook.origin, attempt, outcome }, 'an alarm could not be told')
    return false
  }

  #bodyOf(deaths: Deaths): string {
    return JSON.stringify(notification(deaths, this.#options))
  }

  #giveUp(deaths: Deaths): void {
    const rules = [...deaths.keys()]
    this.#options.log.error({ webhook: this.#webhook.origin, rules }, 'an alarm was given up')
  }
}

function together(earlier: Deaths, later: Deaths): Deaths {
  const all = new Map(earlier)
  for (const [rule, { count, reason }] of later) {
    all.set(rule, { count: (all.get(rule)?.count ?? 0) + count, reason })
  }
  return all
}

function toUrl(webhook: string): URL {
  const url = URL.canParse(webhook) ? new URL(webhook) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new TypeError('the alarm webhook is not an http or https URL without a user name')
  }
  return url
}

function notification(deaths: Deaths, { stage, ids, clock }: AlarmOptions) {
  const name = `stoa-${stage}-dead-letters`
  const now = new Date(clock.now()).toISOString()
  const message = {
    AlarmName: name,
    AlarmDescription: `Events that could not be handled on the stage ${stage}`,
    NewStateValue: 'ALARM',
    NewStateReason: [...deaths].map(sentence).join(' '),
    StateChangeTime: now,
  }
  return {
    Type: 'Notification',
    MessageId: ids.uuid(),
    Subject: `ALARM: "${name}" in ${stage}`,
    Message: JSON.stringify(message),
    Timestamp: now,
  }
}

function sentence([rule, { count, reason }]: readonly [string, DeathsInRule]): string {
  return count === 1
    ? `1 event died in the rule ${rule}: ${reason}.`
    : `${count} events died in the rule ${rule}, the last: ${reason}.`
}

/** `told`, or why not, in a word: a status or the code of an error. */
async function post(webhook: URL, body: string, clock: Clock, cut: AbortSignal): Promise<string> {
  if (cut.aborted) return 'timeout'
  const timeout = new AbortController()
  const end = () => timeout.abort()
  const callOff = clock.after(timeoutMs, end)
  cut.addEventListener('abort', end)
  try {
    const response = await fetch(webhook, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'x-amz-sns-message-type': 'Notification' },
      body,
      redirect: 'manual',
      signal: timeout.signal,
    })
    await response.body?.cancel()
    return response.ok ? 'told' : String(response.status)
  } catch (error) {
    return timeout.signal.aborted ? 'timeout' : codeOf(error)
  } finally {
    callOff()
    cut.removeEventListener('abort', end)
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed'
}

/** Ends at once when `signal` is aborted, or was before. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      callOff()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const callOff = clock.after(ms, end)
    signal.addEventListener('abort', end)
  })
}
