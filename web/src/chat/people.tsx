import { Avatar } from '../shared/avatar.tsx'
import type { Chat } from './chat.ts'
import type { Person } from './hub-client.ts'
import type { Room } from './room.ts'

interface Props {
  room: Room
  me: Person
  chat: Chat
  /** Whether it is known now, and not only how it was. */
  isOpen: boolean
  onChosen: () => void
}

/** Who is in a room. A click begins a conversation. */
export function People({ room, me, chat, isOpen, onChosen }: Props) {
  const others = room.people
    .filter(({ id }) => id !== me.id)
    .toSorted((one, other) => one.name.localeCompare(other.name))
  const isHere = room.membership === 'joined' || room.people.some(({ id }) => id === me.id)
  const unnamed = room.count - others.length - (isHere ? 1 : 0)
  const talk = (person: Person) => {
    chat.talkTo(person)
    onChosen()
  }
  return (
    <div className="people" data-old={!isOpen || undefined}>
      <h2>
        {isOpen ? 'Here now' : 'Here before'} <span className="count">{room.count}</span>
      </h2>
      <ul>
        {isHere && (
          <li className="person" data-own>
            <Avatar name={me.name} />
            <bdi>{me.name}</bdi>
            <span className="aside">you</span>
          </li>
        )}
        {others.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              className="person"
              onClick={() => talk(person)}
              title={`Write to ${person.name}`}
            >
              <Avatar name={person.name} />
              <bdi>{person.name}</bdi>
              <span className="unseen">: write to them alone</span>
            </button>
          </li>
        ))}
      </ul>
      {unnamed > 0 && <p className="aside">and {unnamed.toLocaleString()} more</p>}
      {others.length === 0 && unnamed <= 0 && room.membership === 'joined' && (
        <p className="aside">Nobody else yet.</p>
      )}
    </div>
  )
}
