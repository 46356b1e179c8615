import { useEffect, useRef, useState } from 'react'
import { Colonnade } from '../shared/colonnade.tsx'
import { Icon } from '../shared/icon.tsx'
import { NewMessages } from '../shared/new-messages.tsx'
import { isOtherAway } from './around.ts'
import { Banner } from './banner.tsx'
import { kindOf } from './channel-name.ts'
import type { Chat } from './chat.ts'
import type { ChatState } from './chat-state.ts'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import { type Room, unreadOf } from './room.ts'
import { titleOf } from './title.ts'
import { usePageShown } from './use-page-shown.ts'
import { useReading } from './use-reading.ts'

interface Props {
  chat: Chat
  state: ChatState
  room: Room
  nameProblem: string | undefined
  onName: () => void
}

/** One room: what was said, and what one says. */
export function Hall({ chat, state, room, nameProblem, onName }: Props) {
  const { scroller, onScroll, isAtEnd, toEnd } = useReading(room, () => chat.loadOlder(room.name))
  const input = useRef<HTMLTextAreaElement>(null)
  const [heldMark] = useState(room.mark)
  useReadMark(chat, room, isAtEnd)

  const say = (text: string) => {
    chat.say(room.name, text)
    toEnd()
  }
  const showNew = () => {
    toEnd()
    input.current?.focus()
  }
  return (
    <div className="centre">
      <Colonnade side="left" />
      <main className="hall">
        <RoomHead room={room} me={state.me.id} />
        <Banner line={state.line} wasOpen={state.wasOpen} onTryNow={chat.tryNow} />
        <Notice text={state.notice} onDismiss={chat.dismiss} />
        {nameProblem !== undefined && (
          <div className="notice" role="status">
            <p>{nameProblem}</p>
            <button type="button" className="quiet-button" onClick={onName}>
              Choose a name
            </button>
          </div>
        )}
        <Conversation
          room={room}
          me={state.me}
          mark={room.mark ?? heldMark}
          scroller={scroller}
          onScroll={onScroll}
          chat={chat}
          isEnded={state.line.state === 'closed'}
        />
        <div className="foot">
          <NewMessages count={isAtEnd ? 0 : unreadOf(room, state.me.id)} onShow={showNew} />
          <Composer
            room={room}
            me={state.me.id}
            isOpen={state.line.state === 'open'}
            isAway={isOtherAway(state, room)}
            onSend={say}
            input={input}
          />
        </div>
      </main>
      <Colonnade side="right" />
    </div>
  )
}

function RoomHead({ room, me }: { room: Room; me: string }) {
  const isDirect = kindOf(room.name).kind === 'direct'
  return (
    <header className="room-head">
      <h2>
        {!isDirect && (
          <span className="sigil" aria-hidden="true">
            #
          </span>
        )}
        <bdi>{titleOf(room, me)}</bdi>
      </h2>
      {room.membership !== 'refused' && (
        <p>{isDirect ? 'Between the two of you.' : 'Whoever comes in can read along.'}</p>
      )}
    </header>
  )
}

function Notice({ text, onDismiss }: { text: string | undefined; onDismiss: () => void }) {
  if (text === undefined) return null
  return (
    <div className="notice" role="status">
      <p>{text}</p>
      <button type="button" className="icon-button" onClick={onDismiss} aria-label="Dismiss">
        <Icon name="close" />
      </button>
    </div>
  )
}

/** Who sees the end of a room has read it; who comes back to the page finds what is new marked. */
function useReadMark(chat: Chat, { name, latest, unplaced }: Room, isAtEnd: boolean): void {
  const isShown = usePageShown(() => chat.look(name))
  // biome-ignore lint/correctness/useExhaustiveDependencies: each message that comes is seen
  useEffect(() => {
    if (isShown && isAtEnd) chat.read(name)
  }, [chat, name, isShown, isAtEnd, latest, unplaced])
}
