import { type FormEvent, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from 'stoa/client'
import { StoaProvider, useChannel, useConnectionState, usePresence } from 'stoa/react'

let guest: Record<string, string> = JSON.parse(localStorage.getItem('guest') ?? '{}')

/** A guest at first, and the same one from then on, in this browser. */
async function getToken(): Promise<string> {
  const query = guest.user_id ? `?${new URLSearchParams(guest)}` : ''
  const response = await fetch(`/prod/login-as-guest${query}`)
  const { user_id, guest_secret, auth_token } = await response.json()
  guest = { user_id, guest_secret }
  localStorage.setItem('guest', JSON.stringify(guest))
  return auth_token
}

function Room({ name }: { name: string }) {
  const { state } = useConnectionState()
  const { messages, publish, hasOlder, loadOlder } = useChannel<{ text: string }>(name)
  const { count } = usePresence(name)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')

  const say = (event: FormEvent) => {
    event.preventDefault()
    setText('')
    publish({ text }).catch(({ message }) => setProblem(message))
  }

  const showOlder = () => {
    loadOlder().catch(({ message }) => setProblem(message))
  }

  return (
    <main>
      <p>{`${name}: ${state}, ${count} here`}</p>
      {hasOlder && (
        <button type="button" onClick={showOlder}>
          Older
        </button>
      )}
      <ol>
        {messages.map(({ mid, from, data }) => (
          <li key={mid}>{`${from.name}: ${data.text}`}</li>
        ))}
      </ol>
      <form onSubmit={say}>
        <input aria-label="Say" value={text} onChange={(event) => setText(event.target.value)} />
        <output>{problem}</output>
      </form>
    </main>
  )
}

const client = connect({ url: `${location.origin.replace('http', 'ws')}/hub`, getToken })
const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StoaProvider client={client}>
      <Room name="room:garden" />
    </StoaProvider>,
  )
}
