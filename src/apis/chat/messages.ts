import Type, { type TSchema } from 'typebox'
import { isLongerThan, type Problem } from '../../core/index.ts'

const maxMessageBytes = 16 * 1024

const Username = Type.String({ minLength: 1, maxLength: 64 })
const Channel = Type.String({ minLength: 1, maxLength: 128 })
const Message = Type.Refine(
  Type.String({ minLength: 1, maxLength: maxMessageBytes }),
  (text) => !isLongerThan(maxMessageBytes, text),
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
