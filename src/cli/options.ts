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

/** A log level, in any case. `NONE` is the name that stage files know for `silent`. */
export function readLogLevel(text: string): (typeof logLevels)[number] {
  const wanted = text.toLowerCase() === 'none' ? 'silent' : text.toLowerCase()
  const level = logLevels.find((known) => known === wanted)
  if (level !== undefined) return level
  throw new InvalidArgumentError(`A log level is one of ${logLevels.join(', ')}.`)
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

/** The beginning of names in Redis: what a hash tag or a pattern would be is not in it. */
export function readPrefix(text: string): string {
  if (/^[\w:.-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('A prefix is 1 to 64 letters, digits and the characters _ - . :')
}

/** Several nets or addresses. Whether they are some is the business of who trusts them. Variables may be empty. */
export function readNets(text: string): string[] {
  return text
    .split(',')
    .map((net) => net.trim())
    .filter(Boolean)
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

export const defaultServerUrl = 'http://127.0.0.1:8080'
export const defaultRegion = 'us-east-1'

/** Where a server is: `http` or `https`, and perhaps a path ahead of all of its own. Variables may be empty. */
export function readServerUrl(text: string): URL {
  if (text === '') return new URL(defaultServerUrl)
  if (/^(https?|wss?):\/\//.test(text) && URL.canParse(text)) return new URL(text.replace(/^ws/, 'http'))
  throw new InvalidArgumentError(`It is not a URL of a server, which is like ${defaultServerUrl}.`)
}

/** A region of AWS, or any name that looks like one. Variables may be empty. */
export function readRegion(text: string): string {
  if (text === '') return defaultRegion
  if (/^[a-z0-9-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('A region is like us-east-1.')
}

/** A span in seconds that a timer can wait for, as milliseconds. */
export function readWait(text: string): number {
  const milliseconds = readSeconds(text)
  if (milliseconds <= 86_400_000) return milliseconds
  throw new InvalidArgumentError('A wait is 86400 seconds (a day) at most.')
}

/** One of several header lines, as a pair. */
export function readHeader(line: string, before: readonly [string, string][] = []): [string, string][] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n\0]*)$/.exec(line) ?? []
  if (name !== undefined && value !== undefined) return [...before, [name, value.trim()]]
  throw new InvalidArgumentError("A header is like 'X-Api-Key: abc'.")
}

/** One of several subprotocols to offer. */
export function readSubprotocol(name: string, before: readonly string[] = []): string[] {
  if (/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return [...new Set([...before, name])]
  throw new InvalidArgumentError(
    'A subprotocol is one word without commas; give the option again for another.',
  )
}

/** One of several texts. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

/** Where an API is mounted, without a slash at the end. */
export function readPath(text: string): string {
  if (/^(\/[^\s?#]*)?$/.test(text)) return text.replace(/\/+$/, '')
  throw new InvalidArgumentError('A path is like /poc.')
}
