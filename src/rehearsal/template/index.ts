export { accountId, type Model, type ModelOptions, readModel, region } from './model.ts'
export type { Resource, StackModel } from './stack-model.ts'
export { TemplateProblem } from './template-problem.ts'
export { type Fields, fieldsOf, isFields, isTrue, listOf, numberOf, textOf, textsOf } from './values.ts'
