import { Avatar } from '../shared/avatar.tsx'
import { Icon } from '../shared/icon.tsx'
import { ThemeSwitch } from '../shared/theme-switch.tsx'
import { Wordmark } from '../shared/wordmark.tsx'
import { type ChatState, unreadInAll } from './chat-state.ts'
import type { Line } from './hub-client.ts'
import type { Room } from './room.ts'
import { titleOf } from './title.ts'
import { Unread } from './unread.tsx'

interface Props {
  state: ChatState
  room: Room
  isWide: boolean
  onOpen: (what: 'channels' | 'people' | 'you') => void
}

export function ChatHeader({ state, room, isWide, onOpen }: Props) {
  return (
    <header className="entablature">
      <div className="chat-head">
        {isWide ? <Wordmark /> : <Narrow state={state} room={room} onOpen={onOpen} />}
        <div className="chat-head-end">
          {isWide && <LineState line={state.line} />}
          {isWide && <ThemeSwitch />}
          <button
            type="button"
            className="you-button"
            onClick={() => onOpen('you')}
            aria-label={`You: ${state.me.name}`}
          >
            <Avatar name={state.me.name} />
            {isWide && <bdi>{state.me.name}</bdi>}
          </button>
        </div>
      </div>
    </header>
  )
}

function Narrow({ state, room, onOpen }: Omit<Props, 'isWide'>) {
  const elsewhere = unreadInAll({ ...state, rooms: state.rooms.filter(({ name }) => name !== room.name) })
  return (
    <>
      <button type="button" className="icon-button" onClick={() => onOpen('channels')} aria-label="Channels">
        <Icon name="menu" />
        <Unread count={elsewhere} />
      </button>
      <h1 className="narrow-title">
        <bdi>{titleOf(room, state.me.id)}</bdi>
      </h1>
      <button
        type="button"
        className="icon-button here-button"
        onClick={() => onOpen('people')}
        aria-label={`Who is here: ${room.count}`}
      >
        <Icon name="people" />
        <span aria-hidden="true">{room.count}</span>
      </button>
    </>
  )
}

const lines: Readonly<Record<Line['state'], string>> = {
  idle: 'Connecting…',
  connecting: 'Connecting…',
  open: 'Connected',
  waiting: 'Not connected',
  closed: 'Not connected',
}

function LineState({ line }: { line: Line }) {
  const shown = {
    idle: 'connecting',
    connecting: 'connecting',
    open: 'connected',
    waiting: 'offline',
    closed: 'offline',
  }
  return (
    <p className="connection" data-state={shown[line.state]}>
      <span className="lamp" aria-hidden="true" />
      {lines[line.state]}
    </p>
  )
}
