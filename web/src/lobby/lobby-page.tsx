import { useCallback, useRef, useState } from 'react'
import { Colonnade } from '../shared/colonnade.tsx'
import { NewMessages } from '../shared/new-messages.tsx'
import { Wordmark } from '../shared/wordmark.tsx'
import { Composer } from './composer.tsx'
import { ConnectionStatus } from './connection-status.tsx'
import { messagesAfter } from './conversation.ts'
import { MessageList } from './message-list.tsx'
import { useEndOfScroll } from './use-end-of-scroll.ts'
import { useLobby } from './use-lobby.ts'
import { useUnreadTitle } from './use-unread-title.ts'

export function LobbyPage() {
  const { conversation, send, takeBack, retryNow } = useLobby()
  const { connection, entries } = conversation
  const latestId = entries.at(-1)?.id ?? 0
  const { scroller, onScroll, leftAt, toEnd } = useEndOfScroll(latestId)
  useUnreadTitle(entries, latestId)

  const input = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useState('')

  const say = (text: string) => {
    if (!send(text)) return
    setDraft('')
    toEnd()
  }
  const writeAgain = useCallback(
    (id: number, text: string) => {
      takeBack(id)
      setDraft((before) => (before === '' ? text : `${before}\n${text}`))
      input.current?.focus()
    },
    [takeBack],
  )
  const retry = () => {
    retryNow()
    input.current?.focus()
  }
  const catchUp = () => {
    toEnd()
    input.current?.focus()
  }

  return (
    <div className="stoa">
      <header className="entablature">
        <div className="entablature-text">
          <Wordmark />
          <ConnectionStatus connection={connection} onRetry={retry} />
        </div>
      </header>
      <Colonnade side="left" />
      <main className="hall">
        <MessageList entries={entries} scroller={scroller} onScroll={onScroll} onWriteAgain={writeAgain} />
        <div className="foot">
          <NewMessages count={leftAt === undefined ? 0 : messagesAfter(entries, leftAt)} onShow={catchUp} />
          <Composer
            draft={draft}
            onDraft={setDraft}
            isConnected={connection.state === 'connected'}
            onSend={say}
            input={input}
          />
        </div>
      </main>
      <Colonnade side="right" />
    </div>
  )
}
