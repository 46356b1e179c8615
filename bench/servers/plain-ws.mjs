// @ts-check
import { WebSocketServer } from 'ws'
import { serve } from './serve.mjs'

/** @typedef {{ webSocket: import('ws').WebSocket, username: string }} Client */
/** @typedef {{ type: string, payload: { username: string, channel: string, message: string } }} Request */

/** @type {Map<string, Set<Client>>} */
const channels = new Map()

/** @type {Record<string, (client: Client, payload: Request['payload']) => void>} */
const handlers = {
  'set-name'(client, { username }) {
    client.username = username
    reply(client, `Username set to ${username}`)
  },

  join(client, { channel }) {
    const members = channels.get(channel) ?? new Set()
    channels.set(channel, members)
    const isNew = !members.has(client)
    members.add(client)
    reply(client, isNew ? `You have joined ${channel}` : `You have already joined ${channel}`)
  },

  message(client, { channel, message }) {
    const members = channels.get(channel)
    if (members === undefined || !members.has(client)) return
    reply(client, `Message sent to ${channel}: ${message}`)
    const payload = { username: client.username, message, channel }
    const text = JSON.stringify({ type: 'chat_message_received', payload })
    for (const member of members) member.webSocket.send(text)
  },
}

await serve(async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  server.on('connection', welcome)
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, token: 'ignored' }
})

/** @param {import('ws').WebSocket} webSocket */
function welcome(webSocket) {
  const client = { webSocket, username: '' }
  webSocket.on('message', (data) => {
    /** @type {Request} */
    const { type, payload } = JSON.parse(/** @type {Buffer} */ (data).toString())
    handlers[type]?.(client, payload)
  })
  webSocket.on('close', () => forget(client))
  reply(client, 'Successfully connected!')
}

/** @param {Client} client */
function forget(client) {
  for (const [channel, members] of channels) {
    if (members.delete(client) && members.size === 0) channels.delete(channel)
  }
}

/**
 * @param {Client} client
 * @param {string} message
 */
function reply(client, message) {
  client.webSocket.send(JSON.stringify({ message }))
}
