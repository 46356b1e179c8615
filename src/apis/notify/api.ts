import {
  type Api,
  after,
  defineApi,
  entity,
  type Handshake,
  jsonFrame,
  on,
  Refusal,
  route,
  user,
} from '../../core/index.ts'
import {
  EntityPush,
  EntityUpdated,
  entityPush,
  SubscribeRequest,
  UnsubscribeRequest,
  UserNotification,
  UserPush,
  userPush,
} from './messages.ts'

/**
 * Pushes what happens elsewhere to those who asked for it, and to all devices of a user: the wire of the Serverless
 * WebSockets quick start, whose clients and events work here unchanged. Subscribing is not answered, because its
 * clients expect no answer.
 */
export const notify: Api = defineApi({
  name: 'notify',
  about: {
    title: 'Notify',
    description:
      'Subscribe to entities and hear when they change; get what is meant for you on every device.',
    query: { access_token: 'A token of CreateTestJwt, if it is not sent as a subprotocol.' },
    subprotocol: '`websocket`, alone or followed by the token.',
  },
  selector: '$request.body.action',
  token,
  subprotocol: (offered) => offered.find(isWebSocket),
  onConnect: (c) => after(c.join(user(c.user.id)), () => {}),
  routes: {
    subscribe: route(
      SubscribeRequest,
      (c, { entityId }) =>
        after(c.join(entity(entityId)), (joined) => {
          if (joined === 'full') throw new Refusal('Too many subscriptions; unsubscribe from one first')
        }),
      'Hear when an entity changes. There is no answer.',
    ),
    unsubscribe: route(
      UnsubscribeRequest,
      (c, { entityId }) => after(c.leave(entity(entityId)), () => {}),
      'Hear of it no more. There is no answer.',
    ),
  },
  events: [
    on(
      { detailTypes: ['Entity Updated'] },
      EntityUpdated,
      (c, detail) => c.publish(entity(detail.entityId), entityPush(detail)),
      'Tell all who have subscribed to the entity.',
    ),
    on(
      { detailTypes: ['Send User Push Notification'] },
      UserNotification,
      (c, detail) => c.publish(user(detail.userId), userPush(detail)),
      'Tell all devices of a user.',
    ),
  ],
  sends: {
    entityUpdated: jsonFrame(EntityPush, 'An entity that you have subscribed to has changed.'),
    userPushNotification: jsonFrame(UserPush, 'Something for you, on each of your devices.'),
  },
})

/** What follows `websocket` among the subprotocols, else the query. Without `websocket` first, the offer is refused. */
function token({ subprotocols, query }: Handshake): string | undefined {
  const [first, offered] = subprotocols
  if (first !== undefined && !isWebSocket(first)) return undefined
  return offered ?? query.get('access_token') ?? undefined
}

const isWebSocket = (protocol: string): boolean => protocol.toLowerCase() === 'websocket'
