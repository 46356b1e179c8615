import type { Handshake, Home, RecordedTopics, Sockets } from '../core/index.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { recordedTopics } from './record.ts'
import { secondsUntil, watchOf } from './stay.ts'
import type { EventTopics } from './topics.ts'
import { jobOf, type TendWork } from './work.ts'

/** What is different for each kind of event. */
export interface OwnVerbs {
  readonly topics: EventTopics
  readonly sockets: Sockets
  /** Where they are not those of `topics`. */
  readonly recorded?: RecordedTopics
  /** Where they do not go out at once. */
  readonly events?: Home['events']
}

/** What the verbs lean on while an event is handled. */
export function verbsOf(own: OwnVerbs, home: ApiHome, ports: LambdaPorts): Home {
  const { api, connections, authorize } = home
  const { jobs, clock, ids, users } = ports
  const { topics, sockets, recorded = recordedTopics(topics, home), events = ports.events } = own
  return {
    topics,
    sockets,
    recorded,
    events,
    users,
    async tend(topic, delayMs) {
      const work: TendWork = { kind: 'tend', api: api.name, id: ids.uuid(), topic }
      await jobs.send([jobOf(work, secondsUntil(clock.now() + delayMs, clock))])
    },
    async verify(connectionId, token) {
      const verdict = await authorize?.(saying(token, connectionId, clock.now()))
      return verdict !== undefined && 'allow' in verdict ? verdict.allow : undefined
    },
    async renew(connectionId, user) {
      await connections.renew(connectionId, user)
      const watch = watchOf({ connectionId, user }, home, ports)
      if (watch.length > 0) await jobs.send(watch)
    },
    // A post is answered when API Gateway has it: nothing waits here.
    hasRoom: () => {},
  }
}

/** A handshake that says nothing but a token. */
const saying = (token: string, connectionId: string, now: number): Handshake => ({
  connectionId,
  path: '/',
  target: '/',
  query: { get: (name) => (name === 'access_token' ? token : null) },
  headers: {},
  rawHeaders: [],
  subprotocols: [],
  sourceIp: '',
  domainName: '',
  requestedAt: now,
})
