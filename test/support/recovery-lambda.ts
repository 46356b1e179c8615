import { onTestFinished } from 'vitest'
import type { Clock, Job } from '../../src/core/index.ts'
import { type Fate, fated } from '../../src/lambda/dying.fixture.ts'
import { type ApiHome, apiFunction, type LambdaPorts, workerFunction } from '../../src/lambda/index.ts'
import { tableHub } from '../../src/presets/serverless/hub.ts'
import {
  dynamoClaims,
  dynamoConnections,
  dynamoHistory,
  dynamoMembers,
  dynamoUsers,
} from '../../src/stores/aws.ts'
import { openTable } from '../../src/stores/dynamodb/dynalite.fixture.ts'
import { systemIds } from '../../src/stores/index.ts'
import { LambdaGateway } from './lambda-gateway.ts'
import { keptOf, recoveryHub } from './recovery-embedded.ts'
import type { RecoveryHome } from './recovery-model.ts'
import { silent } from './server.ts'

/** All spans are that much shorter, those of the clients and those of the functions. */
const haste = 8
const visibilityMs = 30_000
const timeoutMs = 10_000
const shortMs = 60

/** The time of the machine, faster, and some more. */
function hastyClock(): Clock & { leapMs: number } {
  const start = Date.now()
  const clock = { leapMs: 0 }
  return Object.assign(clock, {
    now: () => Math.floor(start + (Date.now() - start) * haste) + clock.leapMs,
    every: () => () => {},
    after(delayMs: number, task: () => void) {
      const timer = setTimeout(task, delayMs / haste)
      return () => clearTimeout(timer)
    },
  })
}

/** What goes wrong around the functions just now. */
interface Trouble {
  /** What the next event meets with, of a client and of the queue. */
  event: Fate
  job: Fate
  /** Until when the table, and API Gateway, answer that it is too much. */
  tableBusyUntil: number
  postsBusyUntil: number
}

/** The functions of the hub behind an API Gateway, with a table, until the test has ended. */
export async function lambdaHome(): Promise<RecoveryHome> {
  const trouble: Trouble = { event: {}, job: {}, tableBusyUntil: 0, postsBusyUntil: 0 }
  const clock = hastyClock()
  const { again } = await openTable()
  const table = again({
    clock,
    pageItems: Number.POSITIVE_INFINITY,
    watch: { before: () => isBusy(trouble) },
  })
  const ids = systemIds()
  const users = dynamoUsers({ table })
  const api = tableHub({ table, users, clock, ids, log: silent }, recoveryHub)
  const own = { table, api: api.name }
  const gateway = await LambdaGateway.start({ clock, isBusy: () => Date.now() < trouble.postsBusyUntil })
  const home: ApiHome = {
    api,
    history: dynamoHistory({ ...own, ids }),
    connections: dynamoConnections(own),
    members: dynamoMembers({ ...own, maxTopics: 500 }),
    sockets: gateway.sockets,
  }
  const queue = new HastyQueue((body) => work(body))
  const ports: LambdaPorts = {
    claims: dynamoClaims({ table }),
    jobs: { send: (jobs) => queue.send(jobs) },
    users,
    events: { emit: () => ({ id: ids.uuid() }) },
    clock,
    ids,
    log: silent,
  }
  const work = async (body: string): Promise<boolean> => {
    const { home: its, ports: with_, isDead } = fated(home, ports, taken(trouble, 'job'))
    const worker = workerFunction({ homes: new Map([[api.name, its]]), rules: new Map() }, with_)
    const handled = worker({ Records: [{ messageId: 'm', body, eventSourceARN: 'jobs' }] })
    const answer = await unlessDead(handled, isDead)
    return answer !== undefined && answer.batchItemFailures.length === 0
  }
  const steady = apiFunction(() => home, ports)
  gateway.serve(async (event) => {
    const fate = taken(trouble, 'event')
    if (fate.diesAt === undefined) return steady(event)
    const { home: its, ports: with_, isDead } = fated(home, ports, fate)
    const answer = await unlessDead(apiFunction(() => its, with_)(event), isDead)
    if (answer === undefined) throw new Error('the function has died')
    return answer
  })
  onTestFinished(async () => {
    await gateway.stop()
    await queue.stop()
  })
  return {
    port: () => gateway.port,
    token: async (client) => `guest-${client}`,
    strikes: [
      (at) => Object.assign(trouble, { event: { diesAt: 1 + at } }),
      (at) => Object.assign(trouble, { job: { diesAt: 1 + at } }),
      () => Object.assign(trouble, { tableBusyUntil: Date.now() + shortMs }),
      () => Object.assign(trouble, { postsBusyUntil: Date.now() + shortMs }),
      () => Object.assign(clock, { leapMs: clock.leapMs > 0 ? 0 : 60_000 }),
    ],
    async mend() {
      Object.assign(trouble, { event: {}, job: {}, tableBusyUntil: 0, postsBusyUntil: 0 })
    },
    namespaces: { ...keptOf },
    haste,
    now: () => clock.now() - clock.leapMs,
    wire: { isOrdered: false },
  }
}

function isBusy({ tableBusyUntil }: Trouble): void {
  if (Date.now() < tableBusyUntil) throw Object.assign(new Error('too much'), { name: 'TimeoutError' })
}

function taken(trouble: Trouble, of: 'event' | 'job'): Fate {
  const fate = trouble[of]
  trouble[of] = {}
  return fate
}

/** `undefined` if it dies first. */
async function unlessDead<T>(work: Promise<T>, isDead: () => boolean): Promise<T | undefined> {
  let isOver = false
  const over = work.finally(() => {
    isOver = true
  })
  const dead = async (): Promise<undefined> => {
    for (let spent = 0; !isOver && !isDead() && spent < timeoutMs; spent += 5) await pause(5)
    return undefined
  }
  return Promise.race([over, dead()])
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** A queue that hands out what it has until it is done, and now and then once more. */
class HastyQueue {
  readonly #handle: (body: string) => Promise<boolean>
  readonly #running = new Set<Promise<void>>()
  #isOver = false
  #count = 0

  constructor(handle: (body: string) => Promise<boolean>) {
    this.#handle = handle
  }

  async send(jobs: readonly Job[]): Promise<void> {
    for (const { body, delaySeconds = 0 } of jobs) {
      this.#count += 1
      this.#hand(body, delaySeconds * 1_000)
      if (this.#count % 7 === 0) this.#hand(body, delaySeconds * 1_000 + visibilityMs)
    }
  }

  /** Resolves when nothing is at work. What waits is not done any more. */
  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#running)
  }

  #hand(body: string, delayMs: number): void {
    setTimeout(() => {
      if (this.#isOver) return
      const handled = this.#deliver(body)
      this.#running.add(handled)
      void handled.finally(() => this.#running.delete(handled))
    }, delayMs / haste).unref()
  }

  async #deliver(body: string): Promise<void> {
    if (!(await this.#handle(body).catch(() => false))) this.#hand(body, visibilityMs)
  }
}
