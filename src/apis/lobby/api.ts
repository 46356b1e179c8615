import {
  type Api,
  type Authorizer,
  after,
  type Context,
  defineApi,
  everyone,
  type Ids,
  jsonFrame,
  type Later,
  route,
} from '../../core/index.ts'
import { hostSays, Said, SendRequest, says } from './messages.ts'

/**
 * Everybody is let in under a name that is drawn for them, and hears what everybody says: the wire of LambdaSharp's
 * WebSockets chat sample, whose page works here unchanged.
 */
export const lobby = (ids: Ids): Api =>
  defineApi({
    name: 'lobby',
    about: {
      title: 'Lobby',
      description: 'Everybody hears what everybody says, under a name that is drawn for them.',
    },
    selector: '$request.body.action',
    authorize: anonymous(ids),
    onConnect: (c) => tell(c, 'joined'),
    onDisconnect: (c) => tell(c, 'left'),
    onRestored: (c) => tell(c, 'joined'),
    routes: {
      send: route(
        SendRequest,
        (c, { text }) => after(c.name(), (name = c.user.id) => c.publish(everyone, says(name, text))),
        'Say something to everybody.',
      ),
    },
    sends: { said: jsonFrame(Said, 'What somebody said, or the host of who comes and goes.') },
  })

const tell = (c: Context, what: 'joined' | 'left'): Later<void> =>
  after(c.name(), (name = c.user.id) => c.publish(everyone, hostSays(`${name} ${what}`)))

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The name is part of the identity, so it is there on every event and nothing has to be stored. */
const anonymous =
  (ids: Ids): Authorizer =>
  ({ connectionId }) => ({ allow: { id: connectionId, name: `Anonymous-${ids.draw(alphabet, 6)}` } })
