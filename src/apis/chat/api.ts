import {
  type Api,
  after,
  type Context,
  channel as channelTopic,
  defineApi,
  type Fault,
  type Joined,
  jsonFrame,
  type Later,
  route,
} from '../../core/index.ts'
import {
  ChatMessage,
  chatMessage,
  Failure,
  failure,
  Info,
  info,
  JoinRequest,
  LeaveRequest,
  MessageRequest,
  malformed,
  SetNameRequest,
} from './messages.ts'

/**
 * Users with a name of their own talk in channels that they join and leave: the wire of the Simple WebSocket Chat in
 * AWS's game backend framework, whose clients work here unchanged.
 */
export const chat: Api = defineApi({
  name: 'chat',
  about: {
    title: 'Chat',
    description: 'People with a name of their own talk in channels that they join and leave.',
    query: { auth_token: 'An access token, of `/prod/login-as-guest` or of one of the other logins.' },
    subprotocol: 'Anything: the first one that is not a token is answered.',
  },
  token: ({ query }) => query.get('auth_token') ?? undefined,
  selector: '$request.body.type',
  frames: { maxFrameBytes: 128 * 1024, maxMessageBytes: 128 * 1024, binary: 'as-text' },
  subprotocol: (offered) => offered.find((protocol) => !looksLikeToken(protocol)),
  refusalFrame: ({ reason }) =>
    failure(reason === 'no-token' ? 'No authentication token provided' : 'Invalid token'),
  faultFrame: wordFault,
  onConnect: (c) => c.reply(info('Successfully connected!')),
  routes: {
    'set-name': route(
      SetNameRequest,
      (c, { payload: { username } }) =>
        after(c.rename(username), () => c.reply(info(`Username set to ${username}`))),
      'Choose a name. It stays with the user.',
    ),
    join: route(
      JoinRequest,
      (c, { payload: { channel } }) =>
        after(c.join(channelTopic(channel)), (joined) => c.reply(joinReply(joined, channel))),
      'Hear what is said in a channel.',
    ),
    leave: route(
      LeaveRequest,
      (c, { payload: { channel } }) =>
        after(c.leave(channelTopic(channel)), (left) =>
          c.reply(left ? info(`You have left ${channel}`) : notJoined),
        ),
      'Hear it no more.',
    ),
    message: route(
      MessageRequest,
      (c, { payload: { channel, message } }) =>
        after(c.name(), (name) => (name === undefined ? c.reply(noName) : say(c, name, channel, message))),
      'Say something to everybody in a channel.',
    ),
  },
  sends: {
    info: jsonFrame(Info, 'The answer to a request.'),
    failure: jsonFrame(Failure, 'What is wrong with a request.'),
    chatMessageReceived: jsonFrame(ChatMessage, 'What somebody said in a channel; who said it gets it too.'),
  },
})

const noName = failure('You must set a username first')
const notJoined = failure('You must join the channel first')
const tooMany = failure('You are in too many channels; leave one first')

function joinReply(joined: Joined, channel: string): string {
  if (joined === 'full') return tooMany
  return info(joined === 'already' ? `You have already joined ${channel}` : `You have joined ${channel}`)
}

function say(c: Context, name: string, channel: string, message: string): Later<void> {
  const topic = channelTopic(channel)
  return after(c.isIn(topic), (isIn) => {
    if (!isIn) return c.reply(notJoined)
    return c.publish(topic, chatMessage(name, message, channel), {
      ack: info(`Message sent to ${channel}: ${message}`),
    })
  })
}

function wordFault(fault: Fault): string {
  switch (fault.kind) {
    case 'not-json':
      return failure(`Error handling message: ${fault.reason}`)
    case 'no-route':
      return failure('Invalid message')
    case 'invalid-body':
      return malformed(fault.problem)
    case 'too-many-requests':
      return failure('Too Many Requests')
    case 'refused':
      return failure(fault.why)
    case 'internal':
      return failure('Internal server error')
    case 'unavailable':
      return failure('Service unavailable; try again')
  }
}

/** A JWT, alone or behind a `name.`. A token is never echoed: the answer to an upgrade lands in logs. */
function looksLikeToken(protocol: string): boolean {
  return /(^|\.)[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/.test(protocol)
}
