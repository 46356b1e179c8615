export {
  type Api,
  type ApiDefinition,
  defineApi,
  type FrameRules,
  gatewayFrames,
  type Handler,
  type Route,
  route,
} from './api.ts'
export { ConnectionContext, type Context, type Home, type PublishOptions } from './context.ts'
export { FanOut } from './fan-out.ts'
export { type Fault, type FaultFrame, type FaultIds, gatewayFault, type Problem } from './fault.ts'
export { after, type Later } from './later.ts'
export type { Outlet, Wire } from './outlet.ts'
export type { Authorizer, Denial, Handshake, User, Verdict } from './ports/authorizer.ts'
export type { Clock } from './ports/clock.ts'
export type { Ids } from './ports/ids.ts'
export type { Keys, SigningKey } from './ports/keys.ts'
export type { Log } from './ports/log.ts'
export type { Sockets } from './ports/sockets.ts'
export type { Joined, Topics } from './ports/topics.ts'
export type { Guest, Users } from './ports/users.ts'
export { type Router, type RouterOptions, router } from './router.ts'
export { channel, everyone, type Topic } from './topic.ts'
export { type Gathering, Turn } from './turn.ts'
