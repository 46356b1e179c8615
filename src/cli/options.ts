import { statSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export const profileNames = ['open', 'aws'] as const

/** A TCP port; 0 picks a free one. */
export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 picks a free one.')
}

/** A span in seconds, as milliseconds. */
export function readSeconds(text: string): number {
  const seconds = Number(text)
  if (text.trim() !== '' && seconds > 0 && seconds <= 1e9) return seconds * 1_000
  throw new InvalidArgumentError('A span is a number of seconds above 0.')
}

/** A count above 0. */
export function readCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('A count is a whole number above 0.')
}

/** A stage name as API Gateway allows it. */
export function readStage(text: string): string {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(text)) return text
  throw new InvalidArgumentError('A stage is 1 to 128 letters, digits, hyphens and underscores.')
}

/** Where clients reach the server, without a path. */
export function readOrigin(text: string): string {
  if (URL.canParse(text)) {
    const url = new URL(text)
    if (/^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return url.origin
  }
  throw new InvalidArgumentError('A public URL is like https://chat.example.com, without a path.')
}

/** A folder that is there. */
export function readFolder(text: string): string {
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) return text
  throw new InvalidArgumentError('There is no such folder.')
}
