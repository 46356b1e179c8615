import { useEffect, useRef, useState } from 'react'
import type { Chat } from './chat.ts'
import type { ChatState } from './chat-state.ts'
import type { Session } from './session.ts'

/** What the hub calls somebody who has not chosen a name. */
const UNNAMED = /^Guest-/

/**
 * Who came in with a name is given it on the first connection, unless they chose another one before, maybe elsewhere.
 * Returns what is wrong with it, if anything is.
 */
export function useFirstName(
  chat: Chat,
  { line, me }: ChatState,
  session: Session,
  onRenamed: (name: string) => void,
): string | undefined {
  const wanted = useRef(session.name)
  const [problem, setProblem] = useState<{ called: string; text: string }>()
  const called = line.state === 'open' ? me.name : undefined

  useEffect(() => {
    const name = wanted.current
    if (called === undefined || name === undefined) return
    wanted.current = undefined
    if (name === called) return
    if (!UNNAMED.test(called)) {
      onRenamed(called)
      return
    }
    const tell = async () => {
      const wrong = await chat.rename(name)
      if (wrong !== undefined) setProblem({ called, text: `You could not be called “${name}”. ${wrong}` })
      onRenamed(chat.state().me.name)
    }
    void tell()
  }, [chat, called, onRenamed])

  // With another name it is settled.
  return problem?.called === called ? problem?.text : undefined
}
