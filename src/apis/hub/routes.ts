import {
  after,
  type Context,
  entity as entityTopic,
  type Later,
  type Route,
  route,
} from '../../core/index.ts'
import type { HubAction } from '../../protocol/index.ts'
import { dataCheck } from './data-check.ts'
import { cutOff } from './farewells.ts'
import { reply } from './frames.ts'
import { hello } from './hello.ts'
import { HubFailure } from './hub-failure.ts'
import { join, leave } from './joining.ts'
import {
  DirectRequest,
  HelloRequest,
  HistoryRequest,
  JoinRequest,
  LeaveRequest,
  NameRequest,
  PingRequest,
  PresenceRequest,
  PublishRequest,
  RefreshRequest,
  SubscribeRequest,
  UnsubscribeRequest,
} from './messages.ts'
import type { HubParts } from './options.ts'
import { demandVoice, isRevoked, rename } from './people.ts'
import { direct, publish } from './publishing.ts'
import { history, presenceOf } from './reading.ts'
import { refresh } from './refreshing.ts'

const nothing = {}

/** The actions of the hub. Each that has an `id` is answered once. */
export function hubRoutes(parts: HubParts): Record<HubAction, Route> {
  const check = dataCheck(parts.options.namespaces)

  /** Run an action for who may still be here. It returns what it waits for last, so that the next need not wait. */
  const allowed = (c: Context, run: () => Later<void>): Later<void> =>
    after(isRevoked(c.user, parts), (is) => (is ? cutOff(c, 'ended') : run()))

  return {
    hello: route(
      HelloRequest,
      (c, request) => allowed(c, () => hello(c, request, parts)),
      'Learn who you are and the limits, and join again what you were in before.',
    ),
    join: route(
      JoinRequest,
      (c, { id, channel, since }) =>
        allowed(c, () => {
          const welcome = (joined: object) => (id === undefined ? undefined : reply(id, joined))
          return join(c, { channel, since, welcome }, parts)
        }),
      'Hear what is said in a channel, and first what was missed.',
    ),
    leave: route(
      LeaveRequest,
      (c, { id, channel }) => allowed(c, () => after(leave(c, channel, parts), () => answer(c, id, nothing))),
      'Hear it no more.',
    ),
    publish: route(
      PublishRequest,
      (c, request, { text }) =>
        allowed(c, () => after(demandVoice(c, parts), () => publish(c, { ...request, text }, check, parts))),
      'Say something in a channel.',
    ),
    direct: route(
      DirectRequest,
      (c, request, { text }) =>
        allowed(c, () => after(demandVoice(c, parts), () => direct(c, { ...request, text }, parts))),
      'Say something to a user, on all of their connections.',
    ),
    history: route(
      HistoryRequest,
      (c, { id, ...asked }) =>
        allowed(c, () =>
          id === undefined ? undefined : after(history(c, id, asked, parts), (frame) => c.reply(frame)),
        ),
      'Read what was said in a channel.',
    ),
    presence: route(
      PresenceRequest,
      (c, { id, channel }) =>
        allowed(c, () => after(presenceOf(c, channel, parts), (presence) => answer(c, id, presence))),
      'Ask who is in a channel.',
    ),
    name: route(
      NameRequest,
      (c, { id, name }) =>
        allowed(c, () =>
          after(demandVoice(c, parts), () =>
            after(rename(c, name, parts), (chosen) => answer(c, id, { name: chosen })),
          ),
        ),
      'Choose a name. It stays with the user.',
    ),
    refresh: route(
      RefreshRequest,
      (c, { id, token }) =>
        allowed(c, () =>
          after(refresh(c, token, parts), (expiresAt) =>
            answer(c, id, expiresAt === undefined ? nothing : { expiresAt }),
          ),
        ),
      'Send a new token before the old one ends.',
    ),
    ping: route(PingRequest, (c, { id }) => allowed(c, () => answer(c, id, nothing)), 'Be alive.'),
    ...entityRoutes(parts, allowed),
  }
}

function entityRoutes(
  { options: { limits } }: HubParts,
  allowed: (c: Context, run: () => Later<void>) => Later<void>,
): Record<'subscribe' | 'unsubscribe', Route> {
  const isEntity = (topic: string): boolean => topic.startsWith(entityTopic(''))
  const demandRoom = (topics: readonly string[], topic: string): void => {
    if (topics.includes(topic) || topics.filter(isEntity).length < limits.entities) return
    throw new HubFailure(
      'too_many_channels',
      `Unsubscribe from an entity first: you can have ${limits.entities}`,
      {
        details: [{ path: 'entity', rule: 'max_entities', limit: limits.entities }],
      },
    )
  }
  return {
    subscribe: route(
      SubscribeRequest,
      (c, { id, entity }) =>
        allowed(c, () => {
          const topic = entityTopic(entity)
          return after(c.topics(), (topics) => {
            demandRoom(topics, topic)
            return after(c.join(topic), () => answer(c, id, nothing))
          })
        }),
      'Hear when an entity changes.',
    ),
    unsubscribe: route(
      UnsubscribeRequest,
      (c, { id, entity }) =>
        allowed(c, () => after(c.leave(entityTopic(entity)), () => answer(c, id, nothing))),
      'Hear of it no more.',
    ),
  }
}

const answer = (c: Context, id: string | undefined, data: object): Later<void> =>
  id === undefined ? undefined : c.reply(reply(id, data))
