import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { connect } from 'stoa/client'
import { WebSocket } from 'ws'

const { values, positionals } = parseArgs({
  options: { server: { type: 'string', default: 'http://127.0.0.1:8080' }, name: { type: 'string' } },
  allowPositionals: true,
})
const { server, name } = values
const [room = 'garden'] = positionals

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
const channel = /** @type {import('stoa/client').Channel<{ text: string }>} */ (
  client.channel(`room:${room}`)
)
client.on('state', ({ state }) => console.log(`* ${state}`))
client.on('error', ({ message }) => console.log(`* ${message}`))
channel.on('message', ({ from, data }) => console.log(`${from.name}: ${data.text}`))
channel.on('gap', () => console.log('* some of what was said is lost'))

if (name !== undefined) await client.rename(name)
await channel.join()
const { events } = await channel.history({ limit: 10 })
for (const { from, data } of events) console.log(`${from.name}: ${data.text}`)
console.log(`* ${channel.presence.count} here`)

for await (const text of createInterface({ input: process.stdin })) {
  await channel.publish({ text }).catch((failure) => console.log(`* ${failure.message}`))
}
client.close()
