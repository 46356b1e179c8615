import { hub } from '../apis/hub/api.ts'
import { defaultHubOptions, type HubOptions } from '../apis/hub/options.ts'
import type { Authorizer, Clock, Job, Sanctions } from '../core/index.ts'
import { memoryNames } from '../stores/memory/names.ts'
import { memoryPresence } from '../stores/memory/presence.ts'
import { memoryRates } from '../stores/memory/rates.ts'
import { memorySanctions } from '../stores/memory/sanctions.ts'
import { memoryUsers } from '../stores/memory/users.ts'
import { systemIds } from '../stores/system/ids.ts'
import { type World, world } from './world.fixture.ts'

export type Frame = Readonly<Record<string, unknown>>

/** The hub behind API Gateway, with a queue that knows of delays. */
export interface HubWorld {
  readonly made: World
  readonly sanctions: Sanctions
  /** A connection of a user, whose token ends in 15 minutes if nothing else is said. */
  connect(connectionId: string, user?: string, context?: Readonly<Record<string, string>>): Promise<number>
  say(connectionId: string, body: Frame): Promise<void>
  /** Let time go by, and do the jobs that are due in it. */
  pass(ms: number): Promise<void>
  /** Hand out the jobs again that were done. */
  again(): Promise<void>
  /** What a connection has received since it was asked last. */
  heard(connectionId: string): readonly Frame[]
}

const lifeSeconds = 900

/** A token says when it ends, in seconds since 1970, whose it is, its scope and its id: `1700000900 ada guest t1`. */
const authorize: Authorizer = ({ query }) => {
  const [exp = '', id = '', scope = 'guest', tokenId = ''] = (query.get('access_token') ?? '').split(' ')
  return id === ''
    ? { deny: { status: 401, reason: 'invalid-token' } }
    : { allow: { id, context: { scope, exp, tokenId } } }
}

export function hubWorld(options: Partial<HubOptions> = {}): HubWorld {
  const clock: Clock = {
    now: () => made.now,
    every: () => () => {},
    after: (delayMs, task) => made.ports.clock.after(delayMs, task),
  }
  const sanctions = memorySanctions()
  const api = hub(
    { ...defaultHubOptions, ...options },
    {
      clock,
      ids: systemIds(),
      log: { debug() {}, info() {}, warn() {}, error() {} },
      users: memoryUsers(),
      presence: memoryPresence(),
      sanctions,
      names: memoryNames(),
      rates: memoryRates(clock),
    },
  )
  const rules = new Map(api.events.map((_, index) => [`rule:${index}`, { api: 'hub', index }]))
  const made = world(api, { rules, authorize, maxTopics: 200 })
  const who = new Map<string, Record<string, unknown>>()
  const waiting: { readonly job: Job; readonly at: number }[] = []
  const done: string[] = []

  async function due(): Promise<void> {
    for (;;) {
      const later = made.queue.splice(0)
      waiting.push(...later.map((job) => ({ job, at: made.now + (job.delaySeconds ?? 0) * 1_000 })))
      const at = waiting.findIndex((each) => each.at <= made.now)
      const [next] = at === -1 ? [] : waiting.splice(at, 1)
      if (next === undefined) return
      const { batchItemFailures } = await made.deliver([next.job.body])
      if (batchItemFailures.length > 0) throw new Error(`a job has failed: ${next.job.body}`)
      done.push(next.job.body)
    }
  }

  return {
    made,
    sanctions,
    async connect(connectionId, user = connectionId, context = {}) {
      const exp = String(Math.floor(made.now / 1_000) + lifeSeconds)
      const authorizer = { principalId: user, scope: 'guest', exp, ...context }
      who.set(connectionId, authorizer)
      const { statusCode } = await made.connect(connectionId, authorizer)
      await due()
      return statusCode
    },
    async say(connectionId, body) {
      await made.say(connectionId, body, who.get(connectionId))
      await due()
    },
    async pass(ms) {
      for (const until = made.now + ms; made.now < until; made.now += Math.min(1_000, until - made.now)) {
        await due()
      }
      await due()
    },
    async again() {
      await made.deliver(done.splice(0))
      await due()
    },
    heard: (connectionId) =>
      (made.heard.get(connectionId)?.splice(0) ?? []).map((frame): Frame => JSON.parse(frame)),
  }
}
