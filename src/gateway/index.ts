export {
  type ConnectionCount,
  type FunctionsSocket,
  type Gateway,
  type GatewayOptions,
  openGateway,
  type Tls,
} from './gateway.ts'
export type { GatewayPorts } from './gateway-ports.ts'
export { webSocketOrigin } from './http.ts'
export type { Mount } from './mount.ts'
export type { MountCounts } from './mount-counts.ts'
export type { MountOptions } from './mount-options.ts'
export { defaultLimits, type Limits, type Profile, type ProfileName, profiles } from './profile.ts'
export type { Rate } from './token-bucket.ts'
