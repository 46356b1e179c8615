import Type from 'typebox'

export const BroadcastRequest = Type.Object({ action: Type.Enum(['broadcast']), message: Type.String() })
export const ListRequest = Type.Object({ action: Type.Enum(['list']) })
export const ChatRequest = Type.Object({
  action: Type.Enum(['chat']),
  connection: Type.Optional(Type.String()),
  message: Type.String(),
})

/** The detail of an event on the chat's bus: a text for one connection. */
export const PostToConnection = Type.Object({
  connection_id: Type.String({ minLength: 1 }),
  message: Type.String(),
})

export const Said = Type.String({ description: 'What somebody said, as it was said.' })
export const Welcome = Type.String({ pattern: '^Welcome! - connected on .+' })
export const Listed = Type.String({ pattern: '^connections: ' })
export const NoConnection = Type.Enum(['No connection specified for message'])

export const welcome = (connectionId: string): string => `Welcome! - connected on ${connectionId}`
export const listed = (connectionIds: readonly string[]): string => `connections: ${connectionIds.join(' ')}`
export const noConnection = 'No connection specified for message'
