import type { Socket } from 'node:net'
import type { Clock } from '../core/index.ts'

const windowMs = 1_000
const bytesPerWindow = 10_000_000

/**
 * Read no more than about 10 MB a second of a stream: who writes more waits in the writing. What a process of its own
 * pours out must not take the server's time from others.
 */
export function throttled(stream: Socket, clock: Clock, onText: (chunk: string) => void): void {
  let windowStart = clock.now()
  let bytes = 0
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    onText(chunk)
    const now = clock.now()
    if (now - windowStart >= windowMs) {
      windowStart = now
      bytes = 0
    }
    bytes += chunk.length
    if (bytes < bytesPerWindow) return
    stream.pause()
    clock.after(windowStart + windowMs - now, () => stream.resume())
  })
}
