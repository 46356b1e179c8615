import { useEffect } from 'react'
import { channelOfHash, hashOf } from './channel-name.ts'
import type { Chat } from './chat.ts'
import { roomOf } from './chat-state.ts'

/** The address of the page names the channel that is read, so that links and the browser's "back" lead there. */
export function useLocation(chat: Chat, active: string): void {
  useEffect(() => {
    const go = () => {
      const name = channelOfHash(location.hash)
      if (name !== undefined && name !== chat.state().active) chat.open(name)
    }
    go()
    window.addEventListener('hashchange', go)
    return () => window.removeEventListener('hashchange', go)
  }, [chat])

  useEffect(() => {
    const before = channelOfHash(location.hash)
    // A link may have led elsewhere since this was drawn.
    if (active !== chat.state().active || before === active) return
    // "Back" leads to a channel that one is still in, and does not join again one that was left.
    const isStillIn = before !== undefined && roomOf(chat.state(), before) !== undefined
    if (isStillIn) history.pushState(null, '', hashOf(active))
    else history.replaceState(null, '', hashOf(active))
  }, [chat, active])
}
