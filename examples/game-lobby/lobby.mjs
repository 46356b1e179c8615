import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { connect } from 'stoa/client'
import { WebSocket } from 'ws'

/** @typedef {{ table: string, players: readonly string[] }} Start */

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'http://127.0.0.1:8080' },
    name: { type: 'string', default: 'Player' },
    game: { type: 'string', default: 'chess' },
    seats: { type: 'string', default: '2' },
  },
})
const { server, name, game } = values
const seats = Number(values.seats)

let guest = { user_id: '', guest_secret: '' }

/** A guest at first, and the same one from then on. */
async function getToken() {
  const query = guest.user_id && `?${new URLSearchParams(guest)}`
  const response = await fetch(`${server}/prod/login-as-guest${query}`)
  const { user_id, guest_secret, auth_token } = await response.json()
  guest = { user_id, guest_secret }
  return auth_token
}

const client = connect({ url: `${server.replace('http', 'ws')}/hub`, getToken, WebSocket })
client.on('error', ({ message }) => console.error(message))
const lobby = /** @type {import('stoa/client').Channel<Start>} */ (client.channel(`game:${game}-lobby`))
const seated = new Set()

/** @param {import('stoa/client').ChannelPresence} presence */
const namesOf = ({ members }) => String(members.map((member) => member.name).sort())

/** Everybody sees the same players. The first of them, when there are enough, says who plays. */
function start() {
  const ids = lobby.presence.members.map(({ id }) => id).sort()
  const waiting = ids.filter((id) => !seated.has(id))
  if (waiting.length < seats || waiting[0] !== client.user?.id) return
  const players = waiting.slice(0, seats)
  lobby.publish({ table: randomUUID(), players }).catch((failure) => console.error(failure.message))
}

/** Everybody hears it in the same order, so that all agree on who was first if two say it at once. @param {Start} data */
function seat({ table, players }) {
  if (players.some((id) => seated.has(id))) return
  for (const id of players) seated.add(id)
  if (players.includes(client.user?.id ?? '')) void play(table)
}

/** @param {string} name */
async function play(name) {
  await lobby.leave()
  const table = client.channel(`game:${name}`)
  table.presence.on(() => console.log(`playing: ${namesOf(table.presence)}`))
  await table.join()
}

await client.rename(name)
lobby.on('message', ({ data }) => {
  seat(data)
  start()
})
await lobby.join()
for (const { data } of (await lobby.history()).events) seat(data)
lobby.presence.on(() => {
  console.log(`waiting: ${namesOf(lobby.presence)}`)
  start()
})
console.log(`waiting: ${namesOf(lobby.presence)}`)
start()
