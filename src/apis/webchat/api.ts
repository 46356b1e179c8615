import { type Api, after, defineApi, everyone, type Later, on, route, textFrame } from '../../core/index.ts'
import {
  BroadcastRequest,
  ChatRequest,
  Listed,
  ListRequest,
  listed,
  NoConnection,
  noConnection,
  PostToConnection,
  Said,
  Welcome,
  welcome,
} from './messages.ts'

/**
 * Talk to everybody or to one connection, in plain text: the wire of the Go web chat on API Gateway, whose scripts and
 * tests work here unchanged. The welcome comes over the bus of the stage, as do texts that other programs send. Dead
 * connections need no purge here: the gateway finds them within a minute and nothing is stored of them.
 */
export const webchat = (stage: string): Api => {
  const bus = `chatBus-${stage}`
  return defineApi({
    name: 'webchat',
    about: {
      title: 'Web chat',
      description: 'Talk to everybody, or to one connection. Frames are plain text.',
    },
    selector: '$request.body.action',
    onConnect: (c) =>
      c.emit({
        bus,
        source: 'welcome',
        detailType: 'welcome',
        detail: { connection_id: c.connectionId, message: welcome(c.connectionId) },
      }),
    routes: {
      broadcast: route(
        BroadcastRequest,
        (c, { message }) => c.publish(everyone, message),
        'Say something to everybody.',
      ),
      list: route(
        ListRequest,
        (c) => after(c.members(everyone), (connectionIds) => c.reply(listed(connectionIds))),
        'Ask who is connected.',
      ),
      chat: route(
        ChatRequest,
        (c, { connection, message }): Later<void> =>
          connection === undefined || connection === ''
            ? c.reply(noConnection)
            : after(c.send(connection, message), () => {}),
        'Say something to one connection. One that is gone is passed over in silence.',
      ),
    },
    events: [
      on(
        { bus, sources: ['welcome'] },
        PostToConnection,
        (c, { connection_id, message }) => after(c.send(connection_id, message), () => {}),
        'Send a text to one connection. One that is gone is no failure.',
      ),
    ],
    sends: {
      welcome: textFrame(Welcome, 'The first frame, with the id of the connection.'),
      connections: textFrame(Listed, 'The ids of all connections, with a space between.'),
      noConnection: textFrame(NoConnection, 'A `chat` did not say to whom.'),
      said: textFrame(Said, 'What somebody said, as it was said.'),
    },
  })
}
