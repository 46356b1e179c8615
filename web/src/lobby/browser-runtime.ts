import type { SocketEvents } from './line.ts'
import type { LobbyRuntime } from './lobby-connection.ts'

export const browserRuntime: LobbyRuntime = {
  now: () => Date.now(),
  random: () => Math.random(),
  isOnline: () => navigator.onLine,
  schedule(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  },
  async fetchConfig(signal): Promise<unknown> {
    const response = await fetch('/config.json', { signal, cache: 'no-store' })
    return response.json()
  },
  openSocket(url: string, on: SocketEvents) {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => on.opened())
    socket.addEventListener('message', (event: MessageEvent<unknown>) => on.received(event.data))
    socket.addEventListener('close', () => on.closed())
    return socket
  },
}
