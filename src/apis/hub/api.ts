import { type Api, after, defineApi, type Handshake, user as userTopic } from '../../core/index.ts'
import { expiredGraceMs, expiringMs } from '../../protocol/index.ts'
import { channelOf, hangUp, tendChannel } from './attendance.ts'
import { busEvents } from './bus-events.ts'
import { farewell } from './farewells.ts'
import { faultFrame } from './fault-frame.ts'
import { event } from './frames.ts'
import type { HubOptions, HubParts, HubPorts } from './options.ts'
import { isRevoked, tendUser } from './people.ts'
import { hubRoutes } from './routes.ts'
import { hubFrames } from './shapes.ts'
import { tokenFacts } from './token-facts.ts'

/**
 * Stoa's own API: channels with history and recovery, who is in them, messages to one user, entities, and answers to all
 * requests. PROTOCOL.md describes its wire.
 */
export function hub(options: HubOptions, ports: HubPorts): Api {
  const parts: HubParts = { ...ports, options }
  const routes = hubRoutes(parts)
  return defineApi({
    name: 'hub',
    about: {
      title: 'Hub',
      description:
        'Channels with history and recovery, presence, direct messages, and an answer to every request that has an id.',
      query: { access_token: 'The token, for tools that cannot offer it as a subprotocol.' },
      subprotocol: '`stoa.v1`, and `bearer.` followed by the token.',
    },
    selector: '$request.body.action',
    frames: { maxFrameBytes: 128 * 1024, maxMessageBytes: 128 * 1024, binary: 'refuse' },
    token,
    subprotocol: (offered) => offered.find((protocol) => protocol === 'stoa.v1'),
    faultFrame: faultFrame(Object.keys(routes)),
    farewell,
    admit: (_handshake, user) =>
      after(isRevoked(user, parts), (is) => (is ? { refuse: { status: 403 } } : { accept: [] })),
    onConnect: (c) => after(c.join(userTopic(c.user.id)), () => {}),
    onDropped: (c, topics) => hangUp(c, topics, parts),
    upkeep: (c, tended) =>
      channelOf(tended.topic) === undefined ? tendUser(c, tended, parts) : tendChannel(c, tended, parts),
    stay: {
      until: (user) => tokenFacts(user).expiresAt,
      warningMs: expiringMs,
      graceMs: expiredGraceMs,
      onEnding: (c, expiresAt) => c.reply(event('expiring', { expiresAt })),
    },
    routes,
    events: busEvents(parts),
    sends: hubFrames,
  })
}

/** The token that a client offers as a subprotocol, else the one in the query. */
function token({ subprotocols, query }: Handshake): string | undefined {
  const offered = subprotocols.find((protocol) => protocol.startsWith(bearer))
  return offered?.slice(bearer.length) ?? query.get('access_token') ?? undefined
}

const bearer = 'bearer.'
