export type { ManagementFault } from './gateway/connections-guard.ts'
export { openRehearsal, type RehearsalOptions } from './open-rehearsal.ts'
export { RehearsalProblem } from './problem.ts'
export type { Rehearsal, RehearsedApi } from './rehearsal.ts'
