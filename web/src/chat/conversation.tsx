import { memo, type RefObject, useMemo } from 'react'
import { Announcer } from './announcer.tsx'
import { kindOf } from './channel-name.ts'
import type { Chat } from './chat.ts'
import type { Person, Position } from './hub-client.ts'
import { MessageGroup } from './message-group.tsx'
import { OwnMessages } from './own-messages.tsx'
import { inPassages, type Passage } from './passages.ts'
import type { Room } from './room.ts'

interface Props {
  room: Room
  me: Person
  mark: Position | undefined
  scroller: RefObject<HTMLDivElement | null>
  onScroll: () => void
  chat: Chat
  /** There is no connection, and none is tried for. */
  isEnded: boolean
}

export function Conversation({ room, me, mark, scroller, onScroll, chat, isEnded }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="scroller" ref={scroller} onScroll={onScroll} tabIndex={0} aria-label="Conversation">
      <Beginning room={room} onLoad={() => chat.loadOlder(room.name)} isEnded={isEnded} />
      <div
        className="log"
        role="log"
        aria-live="off"
        aria-label="Messages"
        aria-busy={room.older === 'loading'}
      >
        <Passages items={room.items} mark={mark} me={me.id} />
        {room.outgoing.length > 0 && <OwnMessages room={room} chat={chat} />}
      </div>
      <Announcer room={room} me={me.id} />
    </section>
  )
}

const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })

const Passages = memo(function Passages({ items, mark, me }: Pick<Room, 'items' | 'mark'> & { me: string }) {
  const passages = useMemo(() => inPassages(items, mark, me), [items, mark, me])
  return passages.map((passage) => <PassageView key={passage.key} passage={passage} me={me} />)
})

function PassageView({ passage, me }: { passage: Passage; me: string }) {
  switch (passage.kind) {
    case 'group':
      return <MessageGroup messages={passage.messages} me={me} />
    case 'day':
      return (
        <p className="rule" data-passage="day">
          <time dateTime={new Date(passage.at).toISOString()}>{day.format(passage.at)}</time>
        </p>
      )
    case 'new':
      return (
        <p className="rule" data-passage="new">
          <span>New</span>
        </p>
      )
    case 'gap':
      return <p className="remark">Some messages here could not be recovered.</p>
  }
}

interface BeginningProps {
  room: Room
  onLoad: () => void
  isEnded: boolean
}

function Beginning({ room, onLoad, isEnded }: BeginningProps) {
  if (room.membership === 'refused') {
    return (
      <div className="empty">
        <h3>This channel is closed to you</h3>
        <p>{room.problem}</p>
      </div>
    )
  }
  const isEmpty = room.items.length === 0 && room.outgoing.length === 0
  switch (room.older) {
    case 'failed':
      return (
        <p className="remark beginning">
          Earlier messages could not be loaded.{' '}
          <button type="button" className="quiet-button" onClick={onLoad}>
            Try again
          </button>
        </p>
      )
    case 'none':
      return isEmpty ? (
        <EmptyRoom name={room.name} />
      ) : (
        <p className="remark beginning">Nothing earlier is kept.</p>
      )
    default:
      return (
        <p className="remark beginning">{isEnded ? 'Not connected.' : isEmpty ? 'Coming in…' : 'Loading…'}</p>
      )
  }
}

function EmptyRoom({ name }: { name: string }) {
  const isDirect = kindOf(name).kind === 'direct'
  return (
    <div className="empty">
      <h3>The hall is quiet</h3>
      <p>
        Say something below. {isDirect ? 'Only the two of you read it.' : 'Who comes in later reads it too.'}
      </p>
    </div>
  )
}
