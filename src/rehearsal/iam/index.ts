export type { ConditionKeys } from './conditions.ts'
export { lambdaPermits } from './lambda-permissions.ts'
export { type Policies, policiesOf } from './policies.ts'
export {
  type Decision,
  decide,
  type Principal,
  type Request,
  readStatements,
  refusalOf,
  type Statement,
} from './statements.ts'
