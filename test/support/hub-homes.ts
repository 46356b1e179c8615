import type { Clock, Sanction } from '../../src/core/index.ts'
import { embedded, fleet, type Stoa, type StoaOptions } from '../../src/presets/index.ts'
import { readStageFile } from '../../src/stage/index.ts'
import { systemClock } from '../../src/stores/index.ts'
import { type Entry, putEvents } from './events.ts'
import { freshPrefix } from './fleet.ts'
import { startRedis } from './redis.ts'
import { silent } from './server.ts'
import type { TokenIssuer } from './token-issuer.ts'

/** A hub, wherever it runs. */
export interface HubHome {
  /** The hub's address at one of the places where it has one. */
  url(place: number): string
  now(): number
  /** Let time go by, and do what is due in it. */
  pass(ms: number): Promise<void>
  /** Hold something against somebody, as who runs the hub does. */
  impose(sanction: Pick<Sanction, 'kind' | 'subject'>): Promise<void>
  emit(entry: Entry): Promise<void>
  /** Have so many people in a channel who listen to nothing, where that is quicker than to connect all of them. */
  crowd?(channel: string, count: number): Promise<void>
  /** Resolves when nothing is at work that somebody could hear of. */
  settled(): Promise<void>
  stop(): Promise<void>
  /** API Gateway ends connections without a code. */
  readonly hasCloseCodes: boolean
}

/** Rules of which there is one of each kind. */
export const stageText = `
hub:
  unique_names: true
  limits: { channels: 5, entities: 3 }
  namespaces:
    few: { join: guest, publish: guest, history: guest, presence: guest, keep: { events: 5 } }
    bare: { join: guest, publish: guest, history: guest, presence: guest, keep: { events: 0 } }
    known: { join: user, publish: user, history: user, presence: user }
    mixed: { join: guest, publish: user, history: user, presence: user }
    club: { join: member, publish: member, history: member, presence: member }
    news: { join: guest, publish: nobody, history: guest, presence: nobody }
    tight: { join: guest, publish: guest, history: guest, presence: guest, rate: 1 }
    small: { join: guest, publish: guest, history: guest, presence: guest, max_members: 1 }
    polite: { join: guest, publish: guest, history: guest, presence: guest, words: mask }
    strict: { join: guest, publish: guest, history: guest, presence: guest, words: refuse }
    typed:
      join: guest
      publish: guest
      history: guest
      presence: guest
      data: { type: object, required: [text], properties: { text: { type: string } }, additionalProperties: false }
`

export const rulesOf = () => readStageFile(stageText, { name: 'stoa.yml', env: {} })

/** Time that can be made to go by. What is looked after every second is looked after sooner. */
interface PassedClock extends Clock {
  passedMs: number
}

const secondMs = 1_000
const lookMs = 40

function passedClock(): PassedClock {
  const system = systemClock()
  const clock = { passedMs: 0 }
  return Object.assign(clock, {
    now: () => Date.now() + clock.passedMs,
    every: (periodMs: number, task: () => void) =>
      system.every(periodMs === secondMs ? lookMs : periodMs, task),
    after: system.after,
  })
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** So much at once that no lease ends which somebody renews. */
const stepMs = 15_000

async function pass(clock: PassedClock, ms: number): Promise<void> {
  for (const until = clock.passedMs + ms; clock.passedMs < until; ) {
    clock.passedMs = Math.min(until, clock.passedMs + stepMs)
    await pause(3 * lookMs)
  }
}

const adminToken = 'sixteen-characters'

const optionsOf = (clock: Clock, issuer: TokenIssuer): StoaOptions => ({
  log: silent,
  clock,
  adminToken,
  // So much time goes by at once that nobody could answer pings.
  spans: { pingMs: undefined },
  stageFile: {
    ...rulesOf(),
    apis: {
      hub: {
        authorizers: [{ type: 'jwks', issuer: issuer.url, audience: issuer.audience }],
        // As API Gateway has it.
        maxDurationSeconds: 7_200,
      },
    },
  },
})

async function impose({ url }: Stoa, { kind, subject }: Pick<Sanction, 'kind' | 'subject'>): Promise<void> {
  const response = await fetch(`${url}/admin/${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(kind === 'revoke' ? subject : { ...subject, minutes: 60 }),
  })
  if (!response.ok) throw new Error(await response.text())
}

function served(nodes: readonly [Stoa, ...Stoa[]], clock: PassedClock, end: () => Promise<void>): HubHome {
  const [first] = nodes
  return {
    url: (place) => `${(nodes[place % nodes.length] ?? first).url.replace(/^http/, 'ws')}/hub`,
    now: clock.now,
    pass: (ms) => pass(clock, ms),
    impose: (sanction) => impose(first, sanction),
    async emit(entry) {
      await putEvents(first, entry)
    },
    settled: () => pause(nodes.length > 1 ? lookMs : 0),
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
      await end()
    },
    hasCloseCodes: true,
  }
}

export async function embeddedHub(issuer: TokenIssuer): Promise<HubHome> {
  const clock = passedClock()
  const stoa = await embedded(optionsOf(clock, issuer))
  return served([stoa], clock, async () => {})
}

/** Two nodes. */
export async function fleetHub(issuer: TokenIssuer): Promise<HubHome> {
  const server = await startRedis()
  const clock = passedClock()
  const redis = { url: server.url, prefix: freshPrefix() }
  const open = (): Promise<Stoa> => fleet({ ...optionsOf(clock, issuer), redis })
  const nodes = await Promise.all([open(), open()])
  return served(nodes, clock, () => server.stop())
}
