import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { browserShelf } from '../shared/browser-shelf.ts'
import { ask } from './ask.ts'
import { ChatPage } from './chat-page.tsx'
import { openIdentity } from './identity.ts'
import { readSession, type Session, watchSession } from './session.ts'
import { useChat } from './use-chat.ts'
import { Welcome } from './welcome.tsx'

const FORGOTTEN = 'The server does not know you any more. Come in again.'

export function App() {
  const [session, setSession] = useState(() => readSession(browserShelf))
  const [notice, setNotice] = useState<string>()
  const identity = useMemo(() => {
    const onForgotten = () => {
      setSession(undefined)
      setNotice(FORGOTTEN)
    }
    return openIdentity({ ask, shelf: browserShelf, now: () => Date.now(), onForgotten })
  }, [])

  const leave = () => {
    identity.forget()
    setSession(undefined)
  }
  if (session === undefined) {
    const enter = () => {
      setNotice(undefined)
      setSession(identity.session())
    }
    return <Welcome identity={identity} notice={notice} onEnter={enter} />
  }
  return <Inside key={session.userId} session={session} identity={identity} onLeave={leave} />
}

interface InsideProps {
  session: Session
  identity: ReturnType<typeof openIdentity>
  onLeave: () => void
}

function Inside({ session, identity, onLeave }: InsideProps) {
  const chat = useChat(identity, session)
  const leave = () => {
    chat?.forget()
    onLeave()
  }
  const leftElsewhere = useEffectEvent(leave)
  useEffect(() => watchSession(browserShelf, () => leftElsewhere()), [])

  if (chat === undefined) return null
  return <ChatPage chat={chat} session={session} onRenamed={identity.calledNow} onLeave={leave} />
}
