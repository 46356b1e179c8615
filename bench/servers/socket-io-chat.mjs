// @ts-check
import { createServer } from 'node:http'
import { Server } from 'socket.io'

/**
 * A socket.io server with the `chat` API.
 *
 * @param {Partial<import('socket.io').ServerOptions>} [options]
 * @returns {Promise<import('./serve.mjs').Listening>}
 */
export async function serveChat(options = {}) {
  const http = createServer()
  const io = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    serveClient: false,
    ...options,
  })
  io.on('connection', (socket) => welcome(io, socket))
  await new Promise((resolve) => http.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, token: 'ignored' }
}

/**
 * @param {Server} io
 * @param {import('socket.io').Socket} socket
 */
function welcome(io, socket) {
  socket.on('set-name', ({ username }, reply) => {
    socket.data.username = username
    reply({ message: `Username set to ${username}` })
  })
  socket.on('join', ({ channel }, reply) => {
    const isNew = !socket.rooms.has(channel)
    void socket.join(channel)
    reply({ message: isNew ? `You have joined ${channel}` : `You have already joined ${channel}` })
  })
  socket.on('message', ({ channel, message }, reply) => {
    if (!socket.rooms.has(channel)) return
    reply({ message: `Message sent to ${channel}: ${message}` })
    io.to(channel).emit('chat_message_received', { username: socket.data.username, message, channel })
  })
}
