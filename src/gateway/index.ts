export { type Gateway, type GatewayOptions, openGateway } from './gateway.ts'
export type { GatewayPorts } from './gateway-ports.ts'
export type { MountOptions } from './mount.ts'
export { defaultLimits, type Limits, type Profile, type ProfileName, profiles } from './profile.ts'
