export {
  type About,
  type Admission,
  type Api,
  type ApiDefinition,
  defineApi,
  type Ending,
  type FrameRules,
  type FrameShape,
  gatewayFrames,
  type Handler,
  jsonFrame,
  type Message,
  type ResponseHeaders,
  type Route,
  route,
  type Stay,
  type Tended,
  textFrame,
  type UpkeepContext,
  upkeepMs,
} from './api.ts'
export type { FanOutCounts, Meter } from './audience.ts'
export { ConnectionContext } from './connection-context.ts'
export {
  type Context,
  type EventContext,
  eventContext,
  type Home,
  type PublishOptions,
  type RecordOptions,
  type ReplySlot,
} from './context.ts'
export { type EventPattern, type EventRoute, on, ruleOf } from './event-route.ts'
export { FanOut } from './fan-out.ts'
export type { Farewell, FarewellCause } from './farewell.ts'
export { type Fault, type FaultFrame, type FaultIds, gatewayFault, type Problem } from './fault.ts'
export { type Follower, follow, isWithin } from './follow.ts'
export type { Hold } from './hold.ts'
export { isLongerThan } from './is-longer-than.ts'
export { after, type Later } from './later.ts'
export type { Outlet, Wire } from './outlet.ts'
export type { Account, AccountStatus, Accounts, Password, Session } from './ports/accounts.ts'
export type { Authorizer, Denial, Handshake, TokenSource, User, Verdict } from './ports/authorizer.ts'
export type { Backplane, BackplaneNode } from './ports/backplane.ts'
export type { Claims } from './ports/claims.ts'
export type { Clock } from './ports/clock.ts'
export type { Connections, OpenConnection } from './ports/connections.ts'
export type { DeadLetter, DeadLetters } from './ports/dead-letters.ts'
export type { BusEvent, Events, NewEvent, Rule } from './ports/events.ts'
export type { FunctionSpec, Functions, Invocation, Invoke, Invoked } from './ports/functions.ts'
export type {
  Appended,
  AppendOptions,
  History,
  HistoryEvent,
  HistoryPage,
  HistoryRange,
  Position,
  Retention,
} from './ports/history.ts'
export type { Ids } from './ports/ids.ts'
export type { Job, Jobs } from './ports/jobs.ts'
export type { Keys, SigningKey } from './ports/keys.ts'
export type { Log } from './ports/log.ts'
export {
  type Look,
  type Member,
  type Members,
  type MembersPage,
  places,
  type Segment,
} from './ports/members.ts'
export type { Names } from './ports/names.ts'
export type { Beat, Nodes, StoredConnection } from './ports/nodes.ts'
export type { NodeAnswer, Peers } from './ports/peers.ts'
export type { Attendance, Attendee, Person, Presence } from './ports/presence.ts'
export type { Rates, SharedRate } from './ports/rates.ts'
export type { Following, Joining, RecordedTopics, ReplyPath } from './ports/recorded.ts'
export type { Sanction, SanctionKind, Sanctions } from './ports/sanctions.ts'
export type { Settings } from './ports/settings.ts'
export type { ConnectionInfo, Frame, Sockets } from './ports/sockets.ts'
export type { Joined, Topics } from './ports/topics.ts'
export { Unavailable } from './ports/unavailable.ts'
export type { Guest, ProviderIdentity, Users } from './ports/users.ts'
export { firstProblem } from './problem.ts'
export { followHeld, recordedTopics } from './recorded-topics.ts'
export { Refusal } from './refusal.ts'
export { type Router, type RouterOptions, router } from './router.ts'
export { compileSelector, type Selector } from './selector.ts'
export type { LocalApi, LocalTopics, SharedApi, Sharing } from './sharing.ts'
export { stamped } from './stamped.ts'
export { channel, entity, everyone, type Topic, user } from './topic.ts'
export { type Gathering, Turn } from './turn.ts'
