import Type from 'typebox'

/** What a player does, for all others: any JSON value, of which the game makes sense. */
export const MessageRequest = Type.Object({ action: Type.Enum(['message']), message: Type.Unknown() })

/** Sent now and then so that the connection is not idle. Clients send an empty `message` along, which is not read. */
export const HeartbeatRequest = Type.Object({ action: Type.Enum(['heartbeat']) })

/** A text as it is, without quotes around it; every other value as JSON. */
export const relayed = (message: unknown): string =>
  typeof message === 'string' ? message : JSON.stringify(message)

export const Relayed = Type.String({ description: 'The value of `message` that another player sent.' })
