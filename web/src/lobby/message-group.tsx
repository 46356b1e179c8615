import { Avatar } from '../shared/avatar.tsx'
import { Moment, sameMinute } from '../shared/moment.tsx'
import type { Speech } from './conversation.ts'

/** Consecutive messages of one person. `messages` has at least one. */
export function MessageGroup({ messages }: { messages: readonly Speech[] }) {
  const [first] = messages
  if (!first) return null
  return (
    <div className="group" data-own={first.own || undefined}>
      {!first.own && <Avatar name={first.from} />}
      <p className="who">
        <span className="name">{first.own ? 'You' : first.from}</span> <Moment at={first.at} />
      </p>
      {messages.map((message, index) => (
        <Message key={message.id} message={message} previous={messages[index - 1]} />
      ))}
    </div>
  )
}

function Message({ message, previous }: { message: Speech; previous: Speech | undefined }) {
  const showsTime = previous && !sameMinute(previous.at, message.at)
  return (
    <p className="message">
      {previous && <span className="unseen">{message.own ? 'You' : message.from}: </span>}
      <span className="text">{message.text}</span>
      {showsTime && <Moment at={message.at} />}
    </p>
  )
}
