import { useEffect } from 'react'
import { channelOfHash, hashOf } from './channel-name.ts'
import type { Chat } from './chat.ts'

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
    if (channelOfHash(location.hash) !== active) history.replaceState(null, '', hashOf(active))
  }, [active])
}
