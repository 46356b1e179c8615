import type { Chat } from './chat.ts'
import { BodyView } from './message-group.tsx'
import type { Outgoing, Room } from './room.ts'

interface Props {
  room: Room
  chat: Chat
}

/** Own messages that have not come back from the room. */
export function OwnMessages({ room, chat }: Props) {
  return (
    <div className="group outgoing" data-own>
      {room.outgoing.map((own) => (
        <div key={own.key} className="own" data-delivery={own.delivery.state}>
          <div className="message">
            <BodyView body={{ kind: 'text', text: own.text }} />
          </div>
          <Delivery own={own} name={room.name} chat={chat} />
        </div>
      ))}
    </div>
  )
}

function Delivery({ own, name, chat }: { own: Outgoing; name: string; chat: Chat }) {
  const { delivery, key } = own
  if (delivery.state === 'sending') return <p className="delivery">Sending…</p>
  if (delivery.state === 'sent') return <p className="delivery">Sent</p>
  return (
    <div className="delivery">
      <p role="alert">Not sent. {delivery.problem}</p>
      <p className="delivery-actions">
        {delivery.mayRetry && (
          <button type="button" className="quiet-button" onClick={() => chat.sayAgain(name, key)}>
            Try again
          </button>
        )}
        <button type="button" className="quiet-button" onClick={() => chat.takeBack(name, key)}>
          Discard
        </button>
      </p>
    </div>
  )
}
