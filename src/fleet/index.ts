export { type Fleet, type FleetOptions, fleet } from './fleet.ts'
