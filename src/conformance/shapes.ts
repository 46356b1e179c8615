import { type Json, Mismatch, matching, record, same, shown } from './check.ts'
import { parseJson } from './event.ts'

const id = '[\\w-]{15}='
const idPattern = new RegExp(`^${id}$`)

/** 11 bytes in URL-safe Base64 (captured: `R1kmxc2VNjMCFIA=`). */
export const checkId = (got: unknown, what: string): string =>
  matching(got, idPattern, `${what}, 16 characters of URL-safe Base64 with a = at the end`)

/** Whether a frame is by the gateway, and not by a handler. */
export const isGatewayFrame = (frame: string): boolean => frame.startsWith('{"message"')

/** The frame must say this, byte for byte but for its ids. Answers what it says. */
export function checkGatewayFrame(frame: string, message: string): Json {
  const pattern = new RegExp(`^\\{"message": "${message}", "connectionId":"${id}", "requestId":"${id}"\\}$`)
  if (!pattern.test(frame)) {
    throw new Mismatch(`{"message": "${message}", "connectionId":"…=", "requestId":"…="}`, shownFrame(frame))
  }
  return record(parseJson(frame), 'the frame')
}

/** Without quotes, so that what differs is seen. */
const shownFrame = (frame: string): string => (frame.length <= 400 ? frame : shown(frame))

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment as access logs write it: `19/Feb/2024:07:11:42 +0000`. */
export function commonLogTime(epochMs: number): string {
  const at = new Date(epochMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}`
  return `${day}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`
}

/** An object with one value under each name, and its twin with a list of it. */
export function checkTwins(single: Json, multiple: Json): void {
  const expected = Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value]]))
  same(multiple, expected, 'the same with a list for each value:')
}
