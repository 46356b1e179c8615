import Type, { type TSchema } from 'typebox'
import type { Problem } from '../../core/index.ts'

const maxMessageBytes = 16 * 1024

const Username = Type.String({ minLength: 1, maxLength: 64 })
const Channel = Type.String({ minLength: 1, maxLength: 128 })
const Message = Type.Refine(
  Type.String({ minLength: 1, maxLength: maxMessageBytes }),
  (text) => utf8Bytes(text) <= maxMessageBytes,
  () => `must not have more than ${maxMessageBytes} bytes`,
)

const request = <T extends string, P extends TSchema>(type: T, payload: P) =>
  Type.Object({ type: Type.Enum([type]), payload })

export const SetNameRequest = request('set-name', Type.Object({ username: Username }))
export const JoinRequest = request('join', Type.Object({ channel: Channel }))
export const LeaveRequest = request('leave', Type.Object({ channel: Channel }))
export const MessageRequest = request('message', Type.Object({ channel: Channel, message: Message }))

export const Info = Type.Object({ message: Type.String() })
export const Failure = Type.Object({ error: Type.String() })
export const ChatMessage = Type.Object({
  type: Type.Enum(['chat_message_received']),
  payload: Type.Object({ username: Type.String(), message: Type.String(), channel: Type.String() }),
})

export const info = (message: string): string => JSON.stringify({ message })

export const failure = (error: string): string => JSON.stringify({ error })

export const malformed = ({ field, why }: Problem): string =>
  failure(`Error handling message: ${field === '' ? 'the message' : field} ${why}`)

/** The key order is what clients have always seen. */
export const chatMessage = (username: string, message: string, channel: string): string =>
  JSON.stringify({ type: 'chat_message_received', payload: { username, message, channel } })

/** A character is at most three bytes a UTF-16 unit, so most texts need no count. */
function utf8Bytes(text: string): number {
  if (text.length * 3 <= maxMessageBytes) return text.length
  let bytes = 0
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0)
  return bytes
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}
