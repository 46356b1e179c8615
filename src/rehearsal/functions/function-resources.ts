import { Type } from 'typebox'
import type { FunctionSpec } from '../../core/index.ts'
import { unqualified } from '../arns.ts'
import { reader } from '../properties.ts'
import type { Model, Resource } from '../template/index.ts'

const functionProperties = reader(
  Type.Object({
    Handler: Type.Optional(Type.String()),
    Runtime: Type.Optional(Type.String()),
    Timeout: Type.Optional(Type.Integer()),
    MemorySize: Type.Optional(Type.Integer()),
    Environment: Type.Optional(
      Type.Object({ Variables: Type.Optional(Type.Record(Type.String(), Type.String())) }),
    ),
  }),
)
const customProperties = reader(Type.Object({ ServiceToken: Type.String() }))

/** A function of the templates: with code that runs here, or with the reason why it does not. */
export type FunctionResource =
  | { readonly resource: Resource; readonly spec: FunctionSpec }
  | { readonly resource: Resource; readonly notRun: string }

/** Lambda's own, where a template says nothing. */
const defaults = { timeoutSeconds: 3, memoryMb: 128 }

/** Every function of the templates. What CDK deploys with is not run: the rehearsal does its work by itself. */
export function functionResources(model: Model): readonly FunctionResource[] {
  const providers = providersOf(model)
  return model.ofType('AWS::Lambda::Function').map((resource) => {
    const { Handler = '', Runtime = '', Timeout, MemorySize, Environment } = functionProperties(resource)
    if (providers.has(resource.arn)) return { resource, notRun: 'it is of CDK, for deployments' }
    if (!Runtime.startsWith('nodejs')) return { resource, notRun: `its runtime is ${Runtime || 'an image'}` }
    const folder = model.codeFolder(resource)
    if (folder === undefined) return { resource, notRun: 'its code is not a folder' }
    const spec: FunctionSpec = {
      name: resource.name,
      handler: Handler,
      folder,
      timeoutMs: (Timeout ?? defaults.timeoutSeconds) * 1_000,
      memoryMb: MemorySize ?? defaults.memoryMb,
      environment: Environment?.Variables ?? {},
    }
    return { resource, spec }
  })
}

/** ARNs of the functions that custom resources are made by. */
function providersOf(model: Model): ReadonlySet<string> {
  const custom = model.resources.filter(
    ({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource',
  )
  return new Set(custom.map((resource) => unqualified(customProperties(resource).ServiceToken)))
}
