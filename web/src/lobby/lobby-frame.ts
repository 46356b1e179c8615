import { type Fields, isRecord, parseJson } from '../shared/record.ts'

/** What the lobby tells a page. PROTOCOL.md has the wire shapes. */
export type LobbyFrame =
  | { kind: 'said'; from: string; text: string }
  | { kind: 'joined'; name: string }
  | { kind: 'left'; name: string }
  | { kind: 'announced'; text: string }
  | { kind: 'refused'; reason: string }

const HOST = '#host'
const ARRIVAL = /^(?<name>\S+) (?<verb>joined|left)$/

/** The frame that asks the lobby to say `text` to everyone. */
export function sendFrame(text: string): string {
  return JSON.stringify({ action: 'send', text })
}

/** `undefined` for anything that this page does not know: it is to be ignored, never to break the page. */
export function parseLobbyFrame(data: unknown): LobbyFrame | undefined {
  const body = parseRecord(data)
  if (!body) return undefined

  const { action, from, text, message } = body
  if (action === undefined && typeof message === 'string') return { kind: 'refused', reason: message }
  if (action !== 'message' || typeof from !== 'string' || typeof text !== 'string') return undefined
  return from === HOST ? hostFrame(text) : { kind: 'said', from, text }
}

function hostFrame(text: string): LobbyFrame {
  const { name, verb } = ARRIVAL.exec(text)?.groups ?? {}
  if (name === undefined) return { kind: 'announced', text }
  return verb === 'joined' ? { kind: 'joined', name } : { kind: 'left', name }
}

function parseRecord(data: unknown): Fields | undefined {
  if (typeof data !== 'string') return undefined
  const body = parseJson(data)
  return isRecord(body) ? body : undefined
}
