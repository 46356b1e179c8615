import Type, { type Static } from 'typebox'

const EntityId = Type.String({ minLength: 1, maxLength: 256 })

export const SubscribeRequest = Type.Object({ action: Type.Enum(['subscribe']), entityId: EntityId })
export const UnsubscribeRequest = Type.Object({ action: Type.Enum(['unsubscribe']), entityId: EntityId })

/** Details of events on the bus. */
export const EntityUpdated = Type.Object({ entityId: EntityId, message: Type.Optional(Type.Unknown()) })
export const UserNotification = Type.Object({
  userId: Type.String({ minLength: 1, maxLength: 256 }),
  message: Type.Optional(Type.Unknown()),
  callback: Type.Optional(Type.String()),
})

/** Frames. What an event does not have, its frame does not have either. */
export const EntityPush = Type.Object({
  type: Type.Enum(['Entity Updated']),
  entityId: Type.String(),
  message: Type.Optional(Type.Unknown()),
})
export const UserPush = Type.Object({
  type: Type.Enum(['User Push Notification']),
  message: Type.Optional(Type.Unknown()),
  callback: Type.Optional(Type.String()),
})

export const entityPush = ({ entityId, message }: Static<typeof EntityUpdated>): string =>
  JSON.stringify({ type: 'Entity Updated', entityId, message })

export const userPush = ({ message, callback }: Static<typeof UserNotification>): string =>
  JSON.stringify({ type: 'User Push Notification', message, callback })
