import { visible } from '../visible.ts'
import { closeSentence } from './close-names.ts'
import { type Attempt, refusalSentence } from './refusal.ts'
import type { End } from './view.ts'

export const openedSentence = (address: string, subprotocol: string): string =>
  `connected to ${address}${subprotocol && ` with subprotocol ${subprotocol}`}`

export const pongSentence = (milliseconds: number): string => `pong after ${milliseconds.toFixed(1)} ms`

export const binarySentence = (frame: Buffer): string => `<${frame.length} bytes>`

/** The end of a connection for a person, with what to do about it. */
export function endSentence(end: End, attempt: Attempt): string {
  switch (end.kind) {
    case 'closed':
      return `closed: ${visible(closeSentence(end.code, end.reason))}`
    case 'refused':
      return refusalSentence(end.status, end.body, attempt)
    case 'failed':
      return `cannot connect (${visible(end.reason)})${end.isUnreachable ? '; is the server running there?' : ''}`
  }
}
