import Type, { type TProperties } from 'typebox'
import { Compile } from 'typebox/compile'
import { maxChannelLength, maxHistoryLimit, maxIdLength, maxKeyLength } from '../../protocol/index.ts'

const Id = Type.String({ minLength: 1, maxLength: maxIdLength })
const Key = Type.Optional(Type.String({ minLength: 1, maxLength: maxKeyLength }))
/** A namespace, a colon and a name without control characters, and without halves of signs, which stores cannot tell apart. */
const channelPattern = '^[a-z][a-z0-9_-]{0,31}:[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]+$'
export const ChannelName = Type.String({
  maxLength: maxChannelLength,
  pattern: channelPattern,
})
const channelName = Compile(ChannelName)
export const isChannelName = (text: string): boolean => channelName.Check(text)
const Offset = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const PositionShape = Type.Object({
  epoch: Type.String({ maxLength: 32 }),
  offset: Offset,
})

const request = <A extends string, P extends TProperties>(action: A, fields: P) =>
  Type.Object({ action: Type.Enum([action]), id: Type.Optional(Id), ...fields })

export const HelloRequest = request('hello', {
  resume: Type.Optional(Type.Record(Type.String({ maxLength: maxChannelLength }), PositionShape)),
})
export const JoinRequest = request('join', { channel: ChannelName, since: Type.Optional(PositionShape) })
export const LeaveRequest = request('leave', { channel: ChannelName })
export const PublishRequest = request('publish', { channel: ChannelName, data: Type.Unknown(), key: Key })
export const HistoryRequest = request('history', {
  channel: ChannelName,
  before: Type.Optional(Offset),
  after: Type.Optional(Offset),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxHistoryLimit })),
})
export const PresenceRequest = request('presence', { channel: ChannelName })
/** Of whole signs: stores cannot tell halves of them apart. */
const wholeText = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\ud800-\\udfff]*$' })
export const DirectRequest = request('direct', {
  to: wholeText,
  data: Type.Unknown(),
  key: Key,
})
export const NameRequest = request('name', { name: Type.String({ maxLength: 256 }) })
export const EntityId = wholeText
export const SubscribeRequest = request('subscribe', { entity: EntityId })
export const UnsubscribeRequest = request('unsubscribe', { entity: EntityId })
export const RefreshRequest = request('refresh', { token: Type.String({ minLength: 1, maxLength: 8_192 }) })
export const PingRequest = request('ping', {})

/** Details of events on the bus. `notify` acts on the same ones and complains of those that are incomplete: once is enough. */
export const EntityUpdated = Type.Object({
  entityId: Type.Optional(Type.Unknown()),
  message: Type.Optional(Type.Unknown()),
})
export const UserNotification = Type.Object({
  userId: Type.Optional(Type.Unknown()),
  message: Type.Optional(Type.Unknown()),
  callback: Type.Optional(Type.Unknown()),
})
export const ChannelMessage = Type.Object({ channel: ChannelName, data: Type.Unknown() })
