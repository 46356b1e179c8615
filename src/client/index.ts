export { connect } from './client.ts'
export { HubFailure, type HubFailureCode } from './failure.ts'
export type { ClientOptions, Socket, SocketConstructor } from './options.ts'
export type { Platform } from './platform.ts'
export type {
  Channel,
  ChannelChange,
  ChannelEvents,
  ChannelPresence,
  ChannelState,
  Client,
  ClientEvents,
  ConnectionState,
  DirectMessage,
  Gap,
  HistoryOptions,
  HistoryPage,
  Message,
  Publishing,
  TokenReason,
} from './types.ts'
