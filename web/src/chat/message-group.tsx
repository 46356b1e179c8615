import { memo } from 'react'
import { Avatar } from '../shared/avatar.tsx'
import { Moment, sameMinute } from '../shared/moment.tsx'
import type { Body } from './message-body.ts'
import { isEmoji, piecesOf } from './rich-text.ts'
import type { Said } from './room.ts'

interface GroupProps {
  /** Consecutive messages of one person; there is at least one. */
  messages: readonly Said[]
  me: string
}

/** A message that comes draws its own group again, and no other. */
export const MessageGroup = memo(function MessageGroup({ messages, me }: GroupProps) {
  const [first] = messages
  if (!first) return null
  const isOwn = first.from.id === me
  const name = isOwn ? 'You' : first.from.name
  return (
    <div className="group" data-own={isOwn || undefined}>
      {!isOwn && <Avatar name={first.from.name} />}
      <p className="who">
        <bdi className="name">{name}</bdi> <Moment at={first.at} />
      </p>
      {messages.map((message, index) => (
        <Message key={message.mid} message={message} name={name} previous={messages[index - 1]} />
      ))}
    </div>
  )
}, isSameGroup)

function isSameGroup(one: GroupProps, other: GroupProps): boolean {
  return (
    one.me === other.me &&
    one.messages.length === other.messages.length &&
    one.messages.every((message, index) => message === other.messages[index])
  )
}

interface MessageProps {
  message: Said
  name: string
  previous: Said | undefined
}

function Message({ message, name, previous }: MessageProps) {
  const showsTime = previous && !sameMinute(previous.at, message.at)
  return (
    <div
      className="message"
      data-emoji={(message.body.kind === 'text' && isEmoji(message.body.text)) || undefined}
    >
      {previous && <span className="unseen">{name}: </span>}
      <BodyView body={message.body} />
      {showsTime && <Moment at={message.at} />}
    </div>
  )
}

export function BodyView({ body }: { body: Body }) {
  if (body.kind === 'data') return <pre className="data">{body.json}</pre>
  return (
    <span className="text" dir="auto">
      {piecesOf(body.text).map((piece, index) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text do not move
          <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </span>
  )
}
