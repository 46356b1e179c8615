import { visible } from '../visible.ts'
import type { Attempt } from './refusal.ts'
import { binarySentence, endSentence, openedSentence, pongSentence } from './sentences.ts'
import type { View } from './view.ts'

/** Frames as they are on the standard output, one a line, and all else on the standard error stream. */
export function pipeView(attempt: Attempt): View {
  const show = process.stdout.isTTY ? visible : (text: string) => text
  const print = (text: string): void => void process.stdout.write(`${text}\n`)
  const say = (sentence: string): void => void process.stderr.write(`stoa: ${sentence}\n`)
  return {
    opened: (address, subprotocol) => say(openedSentence(address, subprotocol)),
    text: (frame) => print(show(frame)),
    binary: (frame) => print(binarySentence(frame)),
    pong: (milliseconds) => say(pongSentence(milliseconds)),
    warning: (reason) => say(visible(reason)),
    ended: (end) => say(endSentence(end, attempt)),
  }
}
