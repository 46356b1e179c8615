import { useEffect, useState } from 'react'
import { Sheet } from '../shared/sheet.tsx'
import { useMedia } from '../shared/use-media.ts'
import { ChannelList } from './channel-list.tsx'
import type { Chat } from './chat.ts'
import { ChatHeader } from './chat-header.tsx'
import { type ChatState, roomOf, unreadInAll } from './chat-state.ts'
import { Hall } from './hall.tsx'
import { People } from './people.tsx'
import type { Session } from './session.ts'
import { useChatState } from './use-chat.ts'
import { useFirstName } from './use-first-name.ts'
import { useLocation } from './use-location.ts'
import { You } from './you.tsx'

interface Props {
  chat: Chat
  session: Session
  onRenamed: (name: string) => void
  onLeave: () => void
}

type Open = 'channels' | 'people' | 'you' | undefined

export function ChatPage({ chat, session, onRenamed, onLeave }: Props) {
  const state = useChatState(chat)
  const [open, setOpen] = useState<Open>()
  const isWide = useMedia('(min-width: 60rem)')
  const close = () => setOpen(undefined)
  const nameProblem = useFirstName(chat, state, session, onRenamed)
  useLocation(chat, state.active)
  useTitle(state)

  const room = roomOf(state, state.active)
  if (room === undefined) return null
  const channels = <ChannelList state={state} chat={chat} onChosen={close} />
  const isOpen = state.line.state === 'open'
  const people = <People room={room} me={state.me} chat={chat} isOpen={isOpen} onChosen={close} />
  return (
    <div className="chat" data-wide={isWide || undefined}>
      <ChatHeader state={state} room={room} isWide={isWide} onOpen={setOpen} />
      {isWide && (
        <nav className="side" aria-label="Channels">
          {channels}
        </nav>
      )}
      <Hall
        key={room.name}
        chat={chat}
        state={state}
        room={room}
        nameProblem={nameProblem}
        onName={() => setOpen('you')}
      />
      {isWide && (
        <aside className="side" data-side="right" aria-label="Who is here">
          {people}
        </aside>
      )}
      {open === 'channels' && !isWide && (
        <Sheet title="Channels" side="left" onClose={close}>
          {channels}
        </Sheet>
      )}
      {open === 'people' && !isWide && (
        <Sheet title="Who is here" side="bottom" onClose={close}>
          {people}
        </Sheet>
      )}
      {open === 'you' && (
        <Sheet title="You" side="middle" onClose={close}>
          <You
            chat={chat}
            me={state.me}
            isGuest={session.kind === 'guest'}
            isOpen={isOpen}
            onRenamed={onRenamed}
            onDone={close}
            onLeave={onLeave}
          />
        </Sheet>
      )}
    </div>
  )
}

/** Counts in the title what has not been read. */
function useTitle(state: ChatState): void {
  const unread = unreadInAll(state)
  useEffect(() => {
    document.title = unread === 0 ? 'Stoa' : `(${unread > 99 ? '99+' : unread}) Stoa`
  }, [unread])
}
