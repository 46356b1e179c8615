import { sendFrame } from './lobby-frame.ts'

/** The longest text that a page sends, in UTF-8 bytes. */
export const MAX_TEXT_BYTES = 16_000

/** Gateways close with 1009 over 32 KB a frame; escapes make a frame up to six times its text. */
const MAX_FRAME_BYTES = 32_000

const encoder = new TextEncoder()

export function textBytes(text: string): number {
  return encoder.encode(text).length
}

export function fitsInOneFrame(text: string): boolean {
  return textBytes(text) <= MAX_TEXT_BYTES && textBytes(sendFrame(text)) <= MAX_FRAME_BYTES
}
