export { type Fleet, type FleetOptions, fleet } from './fleet.ts'
export type { Answers, Others } from './others.ts'
