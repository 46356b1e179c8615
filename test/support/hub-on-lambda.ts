import type { Clock, Job } from '../../src/core/index.ts'
import {
  type ApiHome,
  apiFunction,
  authorizerFunction,
  type LambdaPorts,
  workerFunction,
} from '../../src/lambda/index.ts'
import { hubOptionsOf } from '../../src/presets/hub-options.ts'
import { tableHub } from '../../src/presets/serverless/hub.ts'
import { remoteHubTokens } from '../../src/presets/serverless/hub-tokens.ts'
import {
  dynamoClaims,
  dynamoConnections,
  dynamoHistory,
  dynamoMembers,
  dynamoPresence,
  dynamoSanctions,
  dynamoUsers,
} from '../../src/stores/aws.ts'
import { openTable } from '../../src/stores/dynamodb/dynalite.fixture.ts'
import { systemClock, systemIds } from '../../src/stores/index.ts'
import type { Entry } from './events.ts'
import { type HubHome, rulesOf } from './hub-homes.ts'
import { LambdaGateway } from './lambda-gateway.ts'
import { silent } from './server.ts'
import type { TokenIssuer } from './token-issuer.ts'

const secondMs = 1_000
const hourMs = 60 * 60_000

function noFunctions(): never {
  throw new TypeError('no function moderates here')
}

/** The hub's functions behind an API Gateway, with a table, and a queue that knows of delays. */
export async function lambdaHub(issuer: TokenIssuer): Promise<HubHome> {
  const clock = { ...systemClock(), passedMs: 0, now: () => Date.now() + clock.passedMs }
  const { again } = await openTable()
  const table = again({ clock, pageItems: Number.POSITIVE_INFINITY })
  const ids = systemIds()
  const users = dynamoUsers({ table })
  const rules = hubOptionsOf(rulesOf().hub ?? {}, { hosting: { open: noFunctions }, path: '/hub', ids })
  const api = tableHub({ table, users, clock, ids, log: silent }, rules)
  const own = { table, api: api.name }
  const authorize = remoteHubTokens({ issuer: issuer.url, token: api.token, clock })
  const gateway = await LambdaGateway.start({
    clock,
    isBusy: () => false,
    authorizer: authorizerFunction(api, authorize),
  })
  const home: ApiHome = {
    api,
    authorize,
    history: dynamoHistory({ ...own, ids }),
    connections: dynamoConnections(own),
    members: dynamoMembers({ ...own, maxTopics: 500 }),
    sockets: gateway.sockets,
  }
  const queue = new TimedQueue(clock, (body) => work(body))
  const ports: LambdaPorts = {
    claims: dynamoClaims({ table }),
    jobs: queue,
    users,
    events: { emit: () => ({ id: ids.uuid() }) },
    clock,
    ids,
    log: silent,
  }
  const routes = new Map(api.events.map((_, index) => [`rule:${index}`, { api: api.name, index }]))
  const worker = workerFunction({ homes: new Map([[api.name, home]]), rules: routes }, ports)
  const work = async (body: string, eventSourceARN = 'jobs'): Promise<boolean> => {
    const { batchItemFailures } = await worker({ Records: [{ messageId: 'm', body, eventSourceARN }] })
    return batchItemFailures.length === 0
  }
  gateway.serve(apiFunction(() => home, ports))

  const settled = async (): Promise<void> => {
    do {
      await gateway.settled()
      await queue.settled()
    } while (gateway.isBusy || queue.isBusy)
  }
  return {
    url: () => `ws://127.0.0.1:${gateway.port}/hub`,
    now: clock.now,
    async pass(ms) {
      for (const until = clock.passedMs + ms; clock.passedMs < until; ) {
        clock.passedMs = Math.min(until, clock.passedMs + secondMs)
        queue.start()
        await settled()
      }
    },
    impose: async ({ kind, subject }) =>
      dynamoSanctions(own).impose({ kind, subject, at: clock.now(), until: clock.now() + hourMs }),
    async emit({ DetailType, Source = 'CLI', detail }: Entry) {
      const event = { id: ids.uuid(), source: Source, detail, resources: [], time: new Date().toISOString() }
      const body = JSON.stringify({ ...event, 'detail-type': DetailType })
      const index = api.events.findIndex(({ detailTypes }) => detailTypes?.includes(DetailType))
      await work(body, `rule:${index}`)
    },
    async crowd(channel, count) {
      const presence = dynamoPresence(own)
      const now = clock.now()
      for (let at = 0; at < count; at += 1) {
        const attendee = { connectionId: `crowd-${at}`, person: { id: `crowd-${at}`, name: 'One of many' } }
        await presence.enter(`channel:${channel}`, attendee, now + hourMs, now)
      }
    },
    settled,
    async stop() {
      await gateway.stop()
      await queue.settled()
    },
    hasCloseCodes: false,
  }
}

interface Waiting {
  readonly body: string
  readonly at: number
}

/** Hands out what is due, at once, and again what could not be done. */
class TimedQueue {
  readonly #clock: Pick<Clock, 'now'>
  readonly #handle: (body: string) => Promise<boolean>
  #waiting: Waiting[] = []
  readonly #running = new Set<Promise<void>>()

  constructor(clock: Pick<Clock, 'now'>, handle: (body: string) => Promise<boolean>) {
    this.#clock = clock
    this.#handle = handle
  }

  get isBusy(): boolean {
    return this.#running.size > 0
  }

  async send(jobs: readonly Job[]): Promise<void> {
    const now = this.#clock.now()
    this.#waiting.push(
      ...jobs.map(({ body, delaySeconds = 0 }) => ({ body, at: now + delaySeconds * secondMs })),
    )
    this.start()
  }

  /** Hand out what is due. */
  start(): void {
    const now = this.#clock.now()
    const due = this.#waiting.filter(({ at }) => at <= now)
    this.#waiting = this.#waiting.filter(({ at }) => at > now)
    for (const { body } of due) {
      const done = this.#handle(body).then((isDone) => {
        if (!isDone) this.#waiting.push({ body, at: this.#clock.now() + secondMs })
      })
      this.#running.add(done)
      void done.finally(() => this.#running.delete(done))
    }
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }
}
