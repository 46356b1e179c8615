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
}

/** Throws a `TypeError` for a webhook that cannot be called. */
export function alarm(options: AlarmOptions): Alarm {
  if (options.webhook === undefined) return { ring: () => {}, settled: async () => {} }
  const webhook = toUrl(options.webhook)
  let untold = new Map<string, Deaths>()
  let underWay: Promise<void> | undefined

  async function tellAll(): Promise<void> {
    while (untold.size > 0) {
      const deaths = untold
      untold = new Map()
      await tell(webhook, deaths, options)
    }
    underWay = undefined
  }

  return {
    ring({ rule, reason }) {
      untold.set(rule, { count: (untold.get(rule)?.count ?? 0) + 1, reason })
      underWay ??= tellAll()
    },
    settled: () => underWay ?? Promise.resolve(),
  }
}

const tries = 3
const backOffMs = 1_000
const timeoutMs = 5_000

/** What died in one rule, and why the last of it did. */
interface Deaths {
  readonly count: number
  readonly reason: string
}

function toUrl(webhook: string): URL {
  const url = URL.canParse(webhook) ? new URL(webhook) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new TypeError('the alarm webhook is not an http or https URL without a user name')
  }
  return url
}

/** Never rejects. The log shows of the URL only where it leads: what comes after may be a secret. */
async function tell(webhook: URL, deaths: ReadonlyMap<string, Deaths>, options: AlarmOptions): Promise<void> {
  const { clock, log } = options
  const body = JSON.stringify(notification(deaths, options))
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const outcome = await post(webhook, body, clock)
    if (outcome === 'told') return
    log.warn({ webhook: webhook.origin, attempt, outcome }, 'an alarm could not be told')
    if (attempt < tries) await pause(clock, backOffMs * 2 ** (attempt - 1))
  }
  log.error({ webhook: webhook.origin, rules: [...deaths.keys()] }, 'an alarm was given up')
}

function notification(deaths: ReadonlyMap<string, Deaths>, { stage, ids, clock }: AlarmOptions) {
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

function sentence([rule, { count, reason }]: readonly [string, Deaths]): string {
  return count === 1
    ? `1 event died in the rule ${rule}: ${reason}.`
    : `${count} events died in the rule ${rule}, the last: ${reason}.`
}

/** `told`, or why not, in a word: a status or the code of an error. */
async function post(webhook: URL, body: string, clock: Clock): Promise<string> {
  const timeout = new AbortController()
  const callOff = clock.after(timeoutMs, () => timeout.abort())
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
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed'
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}
