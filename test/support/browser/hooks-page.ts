import { createElement, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from '../../../src/client/index.ts'
import { StoaProvider, useChannel, useConnectionState, usePresence } from '../../../src/client/react.ts'

async function getToken(): Promise<string> {
  const { auth_token } = await (await fetch('/prod/login-as-guest')).json()
  return auth_token
}

/** What the hooks say, as text, and buttons for what they can do. */
function Room({ name }: { readonly name: string }) {
  const { state } = useConnectionState()
  const room = useChannel<string>(name)
  const { count, members } = usePresence(name)
  const said = room.messages.map(({ data }) => data).join()
  const say = () => void room.publish(`m${room.messages.length + 1}`)
  return createElement(
    'section',
    { 'aria-label': name },
    createElement('p', {}, `${state} ${room.state} ${room.failure?.code ?? 'fine'}`),
    createElement('p', {}, `${count} here, ${members.length} listed`),
    createElement('p', {}, `said ${said}; ${room.hasOlder ? 'more' : 'all'}`),
    createElement('button', { type: 'button', onClick: say }, 'Say'),
    createElement('button', { type: 'button', onClick: () => void room.loadOlder() }, 'Older'),
  )
}

function Page() {
  const [shown, show] = useState(1)
  const rooms = Array.from({ length: shown }, (_, at) => createElement(Room, { key: at, name: 'room:hooks' }))
  return createElement(
    StrictMode,
    {},
    createElement(Room, { name: 'nowhere:hooks' }),
    ...rooms,
    createElement('button', { type: 'button', onClick: () => show(shown + 1) }, 'One more'),
    createElement('button', { type: 'button', onClick: () => show(shown - 1) }, 'One less'),
  )
}

const client = connect({ url: `${location.origin.replace('http', 'ws')}/hub`, getToken })
const root = document.querySelector('#root')
if (root !== null) createRoot(root).render(createElement(StoaProvider, { client }, createElement(Page)))
