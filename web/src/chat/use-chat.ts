import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { browserShelf, tabShelf } from '../shared/browser-shelf.ts'
import { isRecord, textOf } from '../shared/record.ts'
import { type Chat, openChat } from './chat.ts'
import type { ChatState } from './chat-state.ts'
import type { Identity } from './identity.ts'
import { openHub } from './open-hub.ts'
import type { Session } from './session.ts'

/** The chat of a session, for as long as the component is mounted; `undefined` until it is known where the hub is. */
export function useChat(identity: Identity, session: Session): Chat | undefined {
  const [chat, setChat] = useState<Chat>()
  const { userId, name = 'You' } = session

  // biome-ignore lint/correctness/useExhaustiveDependencies: a name that changes later is told to the hub as it changes
  useEffect(() => {
    const life = new AbortController()
    let opened: Chat | undefined
    const open = async () => {
      const url = await hubUrl()
      if (life.signal.aborted) return
      opened = openChat({
        client: openHub(url, identity.token),
        me: { id: userId, name },
        shelf: browserShelf,
        tab: tabShelf,
        now: () => Date.now(),
        newKey: uniqueKey,
      })
      setChat(opened)
    }
    void open()
    return () => {
      life.abort()
      opened?.end()
      setChat(undefined)
    }
  }, [identity, userId])

  return chat
}

export function useChatState(chat: Chat): ChatState {
  const subscribe = useCallback((changed: () => void) => inTurns(chat.subscribe, changed), [chat])
  return useSyncExternalStore(subscribe, chat.state)
}

const TURN_MS = 50

/** Draws a change at once, and those that follow on it together: a busy room has more messages than a page can draw. */
function inTurns(subscribe: Chat['subscribe'], changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let drawnAt = Number.NEGATIVE_INFINITY
  const draw = () => {
    timer = undefined
    changed()
    drawnAt = performance.now()
  }
  const stop = subscribe(() => {
    if (timer !== undefined) return
    const waitMs = drawnAt + TURN_MS - performance.now()
    if (waitMs <= 0) draw()
    else timer = setTimeout(draw, waitMs)
  })
  return () => {
    stop()
    clearTimeout(timer)
  }
}

/** On pages without TLS there is no `randomUUID`. */
function uniqueKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** `/app.json` says at which path of this server the hub is. */
async function hubUrl(): Promise<string> {
  const path = await hubPath().catch(() => undefined)
  const url = new URL(path ?? '/hub', location.href)
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

async function hubPath(): Promise<string | undefined> {
  const response = await fetch('/app.json', { cache: 'no-store' })
  const body: unknown = await response.json()
  return isRecord(body) ? textOf(body, 'hub') : undefined
}
