import { connect } from 'stoa/client'
import { WebSocket } from 'ws'

/** @typedef {{ text: string }} Said */

const [server = 'http://127.0.0.1:8080', room = 'garden'] = process.argv.slice(2)

let guest = { user_id: '', guest_secret: '' }

/** A guest at first, and the same one from then on: it has to know what it said itself. */
async function getToken() {
  const query = guest.user_id && `?${new URLSearchParams(guest)}`
  const response = await fetch(`${server}/prod/login-as-guest${query}`)
  const { user_id, guest_secret, auth_token } = await response.json()
  guest = { user_id, guest_secret }
  return auth_token
}

const client = connect({ url: `${server.replace('http', 'ws')}/hub`, getToken, WebSocket })
client.on('error', ({ message }) => console.error(message))
const channel = /** @type {import('stoa/client').Channel<Said>} */ (client.channel(`room:${room}`))
await client.rename('Dicey')
await channel.join()
console.log(`in ${channel.name}`)

/** @type {readonly [pattern: RegExp, answer: (...words: string[]) => string][]} */
const answers = [
  [/^!roll (\d+)$/, (_, sides) => `${1 + Math.floor(Math.random() * Number(sides))} of ${sides}`],
  [/^!time$/, () => new Date().toISOString()],
  [/^!help$/, () => 'I know !roll 6, !time and !help'],
]

// What is asked while the line is down comes when it is back, and each question once.
for await (const { from, data, mid } of channel) {
  if (from.id === client.user?.id) continue
  for (const [pattern, answer] of answers) {
    const words = pattern.exec(data.text)
    if (words === null) continue
    const text = answer(...words)
    await channel.publish({ text }, { key: mid }).catch((failure) => console.error(failure.message))
  }
}
