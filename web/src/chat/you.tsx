import { type SubmitEvent, useId, useState } from 'react'
import type { Chat } from './chat.ts'
import type { Person } from './hub-client.ts'

interface Props {
  chat: Chat
  me: Person
  isGuest: boolean
  isOpen: boolean
  onRenamed: (name: string) => void
  onDone: () => void
  onLeave: () => void
}

const NOT_NOW = 'You are not connected. Try again when you are.'

export function You({ chat, me, isGuest, isOpen, onRenamed, onDone, onLeave }: Props) {
  const id = useId()
  const [name, setName] = useState(me.name)
  const [problem, setProblem] = useState<string>()
  const save = async () => {
    const wanted = name.trim()
    const wrong = wanted === me.name ? undefined : isOpen ? await chat.rename(wanted) : NOT_NOW
    setProblem(wrong)
    if (wrong !== undefined) return
    onRenamed(chat.state().me.name)
    onDone()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== '') void save()
  }
  return (
    <div className="you">
      <form className="field" onSubmit={onSubmit} aria-label="Your name">
        <label htmlFor={id}>Your name</label>
        <input
          id={id}
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={64}
          dir="auto"
        />
        <p className="problem" role="alert">
          {problem}
        </p>
        <button type="submit" className="send">
          Save
        </button>
      </form>
      <div className="leave-all">
        <p>
          {isGuest
            ? 'You are a guest: only this browser knows the secret by which you come back.'
            : 'You are signed in on this browser.'}
        </p>
        <button type="button" className="quiet-button" data-alert onClick={onLeave}>
          {isGuest ? 'Forget me on this browser' : 'Sign out'}
        </button>
      </div>
    </div>
  )
}
