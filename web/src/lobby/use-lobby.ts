import { useCallback, useEffect, useReducer, useRef } from 'react'
import { browserRuntime } from './browser-runtime.ts'
import { type Conversation, emptyConversation, follow } from './conversation.ts'
import { LobbyConnection } from './lobby-connection.ts'

export interface Lobby {
  conversation: Conversation
  /** False if there is no connection: nothing was sent. */
  send(text: string): boolean
  takeBack(id: number): void
  retryNow(): void
}

/** The lobby of the server that this page came from, for as long as the component is mounted. */
export function useLobby(): Lobby {
  const [conversation, tell] = useReducer(follow, emptyConversation)
  const connection = useRef<LobbyConnection>(undefined)

  useEffect(() => {
    const lobby = new LobbyConnection(browserRuntime, {
      changed: (state) => tell({ type: 'changed', connection: state, at: Date.now() }),
      received: (frame) => tell({ type: 'received', frame, at: Date.now() }),
    })
    const forget = onReturn(lobby)
    connection.current = lobby
    lobby.start()
    return () => {
      forget()
      lobby.stop()
    }
  }, [])

  const send = useCallback((text: string) => {
    const isSent = connection.current?.send(text) ?? false
    if (isSent) tell({ type: 'sent', text, at: Date.now() })
    return isSent
  }, [])
  const takeBack = useCallback((id: number) => tell({ type: 'taken back', id, at: Date.now() }), [])
  const retryNow = useCallback(() => connection.current?.retryNow(), [])

  return { conversation, send, takeBack, retryNow }
}

/** Reconnect at once when the network or the reader comes back. */
function onReturn(lobby: LobbyConnection): () => void {
  const listening = new AbortController()
  const { signal } = listening
  window.addEventListener('online', () => lobby.networkIsBack(), { signal })
  document.addEventListener(
    'visibilitychange',
    () => {
      if (!document.hidden) lobby.retryNow()
    },
    { signal },
  )
  return () => listening.abort()
}
