import { isRecord } from '../shared/record.ts'

/** What is in a message: words, or something that a program has published. */
export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'data'; readonly json: string }

/** Bytes of a publish, as the hub counts them: UTF-8 of its data as JSON. */
export const MAX_DATA_BYTES = 16 * 1024

const SHOWN_CHARACTERS = 4_000
const encoder = new TextEncoder()

export function bodyOf(data: unknown): Body {
  if (typeof data === 'string') return { kind: 'text', text: data }
  if (isRecord(data) && typeof data.text === 'string') return { kind: 'text', text: data.text }
  const json = JSON.stringify(data, null, 2) ?? 'null'
  return { kind: 'data', json: json.length > SHOWN_CHARACTERS ? `${json.slice(0, SHOWN_CHARACTERS)}…` : json }
}

export const dataOf = (text: string) => ({ text })

export function dataBytes(text: string): number {
  return encoder.encode(JSON.stringify(dataOf(text))).length
}
