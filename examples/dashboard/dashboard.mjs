import { connect } from 'stoa/client'
import { WebSocket } from 'ws'

const [server = 'http://127.0.0.1:8080', ...entities] = process.argv.slice(2)
if (entities.length === 0) entities.push('orders', 'stock', 'visitors')

let guest = { user_id: '', guest_secret: '' }

/** A guest at first, and the same one from then on. */
async function getToken() {
  const query = guest.user_id && `?${new URLSearchParams(guest)}`
  const response = await fetch(`${server}/prod/login-as-guest${query}`)
  const { user_id, guest_secret, auth_token } = await response.json()
  guest = { user_id, guest_secret }
  return auth_token
}

/** @type {Map<string, { value: string, at: string }>} */
const latest = new Map(entities.map((entity) => [entity, { value: '–', at: '' }]))
const width = Math.max(...entities.map(({ length }) => length))
const clear = process.stdout.isTTY ? '\x1b[2J\x1b[H' : ''
let line = 'connecting'

function draw() {
  const rows = Array.from(latest, ([entity, { value, at }]) => `${entity.padEnd(width)}  ${value}  ${at}`)
  console.log([`${clear}${line}`, ...rows].join('\n'))
}

const client = connect({ url: `${server.replace('http', 'ws')}/hub`, getToken, WebSocket })
for (const entity of entities) {
  client.subscribe(entity, (data) => {
    latest.set(entity, { value: JSON.stringify(data), at: new Date().toLocaleTimeString() })
    draw()
  })
}
client.on('error', ({ message }) => {
  line = message
  draw()
})
client.on('state', ({ state }) => {
  line = state
  draw()
})
