import { type SubmitEvent, useId, useState } from 'react'
import { Avatar } from '../shared/avatar.tsx'
import { Icon } from '../shared/icon.tsx'
import { ThemeSwitch } from '../shared/theme-switch.tsx'
import { hashOf, kindOf, meant } from './channel-name.ts'
import type { Chat } from './chat.ts'
import type { ChatState } from './chat-state.ts'
import { type Room, unreadOf } from './room.ts'
import { titleOf } from './title.ts'
import { Unread } from './unread.tsx'

interface Props {
  state: ChatState
  chat: Chat
  onChosen: () => void
}

export function ChannelList({ state, chat, onChosen }: Props) {
  const isDirect = (room: Room) => kindOf(room.name).kind === 'direct'
  const rooms = state.rooms.filter((room) => !isDirect(room))
  const conversations = state.rooms.filter(isDirect)
  const part = { state, chat, onChosen }
  return (
    <div className="channels">
      <Part title="Rooms" rooms={rooms} {...part} />
      {conversations.length > 0 && <Part title="Conversations" rooms={conversations} {...part} />}
      <AddChannel chat={chat} onChosen={onChosen} />
      <div className="channels-foot">
        <ThemeSwitch />
        <a href="/lobby/">The lobby without history</a>
      </div>
    </div>
  )
}

function Part({ title, rooms, ...props }: Props & { title: string; rooms: readonly Room[] }) {
  const id = useId()
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>
        {rooms.map((room) => (
          <Entry key={room.name} room={room} {...props} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ room, state, chat, onChosen }: Props & { room: Room }) {
  const title = titleOf(room, state.me.id)
  const isActive = room.name === state.active
  const unread = unreadOf(room, state.me.id)
  return (
    <li className="channel" data-unread={unread > 0 || undefined}>
      <a href={hashOf(room.name)} aria-current={isActive ? 'page' : undefined} onClick={onChosen}>
        {kindOf(room.name).kind === 'direct' ? (
          <Avatar name={title} />
        ) : (
          <span className="sigil" aria-hidden="true">
            #
          </span>
        )}
        <bdi className="channel-name">{title}</bdi>
        <Unread count={unread} />
      </a>
      {state.rooms.length > 1 && (
        <button
          type="button"
          className="leave"
          onClick={() => chat.leave(room.name)}
          aria-label={`Leave ${title}`}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  )
}

function AddChannel({ chat, onChosen }: Omit<Props, 'state'>) {
  const [typed, setTyped] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const wrongId = useId()
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const name = meant(typed)
    setIsWrong(name === undefined)
    if (name === undefined) return
    setTyped('')
    chat.open(name)
    onChosen()
  }
  return (
    <form className="add" aria-label="Join a channel" onSubmit={onSubmit}>
      <input
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="Join a room…"
        aria-label="Name of the channel"
        aria-invalid={isWrong}
        aria-describedby={wrongId}
        autoComplete="off"
        autoCapitalize="off"
        maxLength={128}
        dir="auto"
      />
      <button type="submit" className="icon-button" aria-label="Join">
        <Icon name="plus" />
      </button>
      <p className="problem" id={wrongId} role="alert">
        {isWrong && 'A name such as “books” or “game:7”.'}
      </p>
    </form>
  )
}
