export { type AwsErrorAnswer, type AwsErrorType, awsError, awsErrors } from './aws-errors.ts'
export { type CloseCode, closeCodes } from './close-codes.ts'
export { type HubCloseReason, hubCloses } from './hub/closes.ts'
export { type HubError, type HubErrorCode, type HubErrorDetail, hubErrors } from './hub/errors.ts'
export {
  dampedMembers,
  expiredGraceMs,
  expiringMs,
  graceMs,
  type HubLimits,
  heartbeatMs,
  hubLimits,
  keyMs,
  leaseMs,
  maxChannelLength,
  maxFrameBytes,
  maxHistoryLimit,
  maxIdLength,
  maxKeyLength,
  maxNameLength,
} from './hub/limits.ts'
export type {
  HubAction,
  HubEvent,
  HubEventName,
  HubEvents,
  HubFrame,
  HubJoined,
  HubMessage,
  HubPosition,
  HubPresence,
  HubReplies,
  HubReply,
  HubRequests,
  HubResumed,
  HubUser,
} from './hub/wire.ts'
