import { type Api, defineApi, everyone, route, textFrame } from '../../core/index.ts'
import { HeartbeatRequest, MessageRequest, Relayed, relayed } from './messages.ts'

/**
 * Each player's actions go to all others, as they are: the wire of Amazon's API Gateway WebSocket demo for Unity, whose
 * client works here unchanged.
 */
export const relay: Api = defineApi({
  name: 'relay',
  about: {
    title: 'Relay',
    description: 'A game passes what a player does on to all other players.',
    query: {
      Authorization: 'An access token of the user pool.',
      clientId: 'The app client of the user pool. Another one than the API is set up for is refused.',
      userPoolId: 'The user pool. Another one than the API is set up for is refused.',
    },
  },
  selector: '$request.body.action',
  token: ({ query }) => query.get('Authorization') ?? undefined,
  routes: {
    message: route(
      MessageRequest,
      (c, { message }) => c.publish(everyone, relayed(message), { except: c.connectionId }),
      'Pass a value on to everybody else.',
    ),
    heartbeat: route(HeartbeatRequest, () => {}, 'Keep the connection from being idle. There is no answer.'),
  },
  sends: { relayed: textFrame(Relayed, 'What another player sent, and nothing around it.') },
})
