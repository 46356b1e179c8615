import {
  type Api,
  type Authorizer,
  type Claims,
  type Clock,
  type Connections,
  type Frame,
  type History,
  type Job,
  type Log,
  type Members,
  type NewEvent,
  type Sockets,
  Unavailable,
  type Users,
} from '../core/index.ts'
import { memoryClaims } from '../stores/memory/claims.ts'
import { memoryConnections } from '../stores/memory/connections.ts'
import { memoryHistory } from '../stores/memory/history.ts'
import { memoryMembers } from '../stores/memory/members.ts'
import { memoryUsers } from '../stores/memory/users.ts'
import { systemIds } from '../stores/system/ids.ts'
import { apiFunction, type GatewayAnswer } from './api-function.ts'
import { type Fate, fated } from './dying.fixture.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { type BatchAnswer, workerFunction } from './worker.ts'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** An API behind API Gateway, with a queue that is worked off when it is asked for. */
export interface World {
  readonly home: ApiHome
  readonly ports: LambdaPorts
  /** What each connection has received. */
  readonly heard: ReadonlyMap<string, string[]>
  readonly closed: readonly string[]
  readonly emitted: readonly NewEvent[]
  readonly queue: Job[]
  /** What a post to a connection comes to, instead of arriving: asked with each. */
  fails: (connectionId: string) => 'gone' | 'busy' | undefined
  now: number
  /** What the next calls of the API's function meet with. */
  fate: Fate
  connect(connectionId: string, authorizer?: Record<string, unknown>): Promise<GatewayAnswer>
  say(connectionId: string, body: unknown, authorizer?: Record<string, unknown>): Promise<GatewayAnswer>
  disconnect(connectionId: string): Promise<GatewayAnswer>
  /** Do what is in the queue, and what comes of it. */
  work(): Promise<void>
  deliver(bodies: readonly string[], queueArn?: string): Promise<BatchAnswer>
}

/** Where the world keeps what it knows. */
export interface Engines {
  readonly connections: Connections
  readonly members: Members
  readonly claims: Claims
  readonly users: Users
  /** In memory if not given. */
  readonly history?: History
}

export interface WorldOptions {
  readonly rules?: ReadonlyMap<string, { api: string; index: number }>
  readonly engines?: (clock: Clock) => Engines
  /** Who checks tokens that connected clients send. */
  readonly authorize?: Authorizer
  /** In how many topics a connection may be, in memory; 3 if not given. */
  readonly maxTopics?: number
}

function inMemory(clock: Clock, maxTopics = 3): Engines {
  const connections = memoryConnections(clock)
  const members = memoryMembers({ connections, maxTopics })
  return { connections, members, claims: memoryClaims(clock), users: memoryUsers() }
}

export function world(api: Api, options: WorldOptions = {}): World {
  const { rules = new Map(), engines, authorize, maxTopics } = options
  const heard = new Map<string, string[]>()
  const open = new Set<string>()
  const closed: string[] = []
  const emitted: NewEvent[] = []
  const queue: Job[] = []
  const clock = {
    now: () => made.now,
    every: () => () => {},
    after(delayMs: number, task: () => void) {
      const at = made.now + delayMs
      setImmediate(() => {
        made.now = Math.max(made.now, at)
        task()
      })
      return () => {}
    },
  }
  const ids = systemIds()
  const sockets: Sockets = {
    async send(connectionId: string, frame: Frame) {
      const failure = made.fails(connectionId)
      if (failure === 'busy') throw new Unavailable('too many requests')
      if (failure === 'gone' || !open.has(connectionId)) return 'gone'
      heard.set(connectionId, [...(heard.get(connectionId) ?? []), String(frame)])
      return 'sent'
    },
    describe: (connectionId) =>
      open.has(connectionId)
        ? { connectedAt: 0, lastActiveAt: 0, sourceIp: '', userAgent: undefined }
        : 'gone',
    close(connectionId) {
      closed.push(connectionId)
      return open.delete(connectionId) ? 'closed' : 'gone'
    },
  }
  const { connections, members, claims, users, history } = engines?.(clock) ?? inMemory(clock, maxTopics)
  const home: ApiHome = {
    api,
    connections,
    members,
    history: history ?? memoryHistory({ clock, ids }),
    ...(authorize && { authorize }),
    sockets,
  }
  const ports: LambdaPorts = {
    claims,
    jobs: {
      async send(jobs) {
        queue.push(...jobs)
      },
    },
    users,
    events: {
      emit(event) {
        emitted.push(event)
        return { id: ids.uuid() }
      },
    },
    clock,
    ids,
    log: silent,
  }
  const steady = apiFunction(() => home, ports)
  const call = (given: unknown) => {
    if (Object.keys(made.fate).length === 0) return steady(given)
    const now = fated(home, ports, made.fate)
    return apiFunction(() => now.home, now.ports)(given)
  }
  const worker = workerFunction({ homes: new Map([[api.name, home]]), rules }, ports)
  const since = new Map<string, number>()
  const connectedAt = (connectionId: string, eventType: string): number => {
    if (eventType === 'CONNECT') since.set(connectionId, made.now)
    return since.get(connectionId) ?? made.now
  }
  const event = (eventType: string, connectionId: string, authorizer?: Record<string, unknown>) => ({
    requestContext: {
      eventType,
      connectionId,
      connectedAt: connectedAt(connectionId, eventType),
      requestTimeEpoch: made.now,
      requestId: 'request-id',
      apiId: 'api',
      stage: 'stage',
      domainName: 'example.com',
      identity: { sourceIp: '127.0.0.1' },
      ...(authorizer && { authorizer }),
    },
  })
  const deliver = (bodies: readonly string[], eventSourceARN = 'jobs') =>
    worker({ Records: bodies.map((body, at) => ({ messageId: `m${at}`, body, eventSourceARN })) })
  const made: World = {
    home,
    ports,
    heard,
    closed,
    emitted,
    queue,
    fails: () => undefined,
    now: 1_700_000_000_000,
    fate: {},
    async connect(connectionId, authorizer) {
      const answer = await call(event('CONNECT', connectionId, authorizer))
      if (answer.statusCode === 200) open.add(connectionId)
      return answer
    },
    say: (connectionId, body, authorizer) =>
      call({ ...event('MESSAGE', connectionId, authorizer), body: JSON.stringify(body) }),
    disconnect(connectionId) {
      open.delete(connectionId)
      return call(event('DISCONNECT', connectionId))
    },
    async work() {
      for (let jobs = queue.splice(0); jobs.length > 0; jobs = queue.splice(0)) {
        const { batchItemFailures } = await deliver(jobs.map(({ body }) => body))
        if (batchItemFailures.length > 0) throw new Error('a job has failed')
      }
    },
    deliver,
  }
  return made
}
