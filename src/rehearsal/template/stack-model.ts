import { holds, noValue, resolve, type Scope } from './intrinsics.ts'
import { openResource, type Resource } from './resource.ts'
import { type Place, TemplateProblem } from './template-problem.ts'
import { type Fields, fieldsOf, isFields, textOf } from './values.ts'

export type { Resource } from './resource.ts'

/** One stack of a model. */
export interface StackModel {
  readonly name: string
  readonly resources: readonly Resource[]
  /** By their names in the template. */
  readonly outputs: ReadonlyMap<string, string>
  /** What the stack exports under a name; `undefined`: nothing. */
  exported(name: string): string | undefined
  problems(): readonly TemplateProblem[]
}

export interface StackOptions {
  readonly name: string
  readonly template: Fields
  readonly accountId: string
  readonly region: string
  readonly queueUrlBase: string
  /** What a stack exports; `undefined`: none does. */
  importValue(name: string): string | undefined
  dynamic: Scope['dynamic']
}

export function stackModel(options: StackOptions): StackModel {
  const { name: stack, template } = options
  const at = (property: string): Place => ({ resource: stack, property })
  const resources = new Map<string, Resource>()
  const scope = scopeOf(options, resources)
  for (const [logicalId, declared] of Object.entries(fieldsOf(template.Resources))) {
    const fields = fieldsOf(declared)
    const condition = textOf(fields.Condition)
    if (condition !== undefined && !scope.condition(condition, at(logicalId))) continue
    resources.set(logicalId, openResource({ ...options, stack, logicalId, declared: fields, scope }))
  }
  const declaredOutputs = Object.entries(fieldsOf(template.Outputs))
    .map(([output, declared]) => [output, fieldsOf(declared)] as const)
    .filter(
      ([output, { Condition: name }]) =>
        name === undefined || scope.condition(textOf(name) ?? '', at(output)),
    )
  const outputOf = (output: string, { Value }: Fields): string => {
    const value = textOf(resolve(Value, at(`Outputs.${output}`), scope))
    if (value === undefined) throw new TemplateProblem(at(`Outputs.${output}`), 'its value is no text')
    return value
  }
  return {
    name: stack,
    resources: [...resources.values()],
    get outputs() {
      return new Map(declaredOutputs.map(([output, declared]) => [output, outputOf(output, declared)]))
    },
    exported: (wanted) => {
      const found = declaredOutputs.find(([output, { Export }]) => {
        const given = fieldsOf(Export).Name
        return given !== undefined && resolve(given, at(`Outputs.${output}`), scope) === wanted
      })
      return found === undefined ? undefined : outputOf(...found)
    },
    problems: () => [
      ...[...resources.values()].flatMap((resource) => problemIn(() => resource.properties)),
      ...declaredOutputs.flatMap((output) => problemIn(() => outputOf(...output))),
    ],
  }
}

function problemIn(task: () => unknown): TemplateProblem[] {
  try {
    task()
    return []
  } catch (error) {
    if (error instanceof TemplateProblem) return [error]
    throw error
  }
}

function scopeOf(options: StackOptions, resources: ReadonlyMap<string, Resource>): Scope {
  const { template, region, dynamic } = options
  const conditions = fieldsOf(template.Conditions)
  const parameters = fieldsOf(template.Parameters)
  const pseudo = pseudoParameters(options)
  const resourceAt = (logicalId: string, place: Place): Resource => {
    const resource = resources.get(logicalId)
    if (resource === undefined) throw new TemplateProblem(place, `there is no ${logicalId} in the template`)
    return resource
  }
  const scope: Scope = {
    region,
    ref: (name, place) => {
      if (name in pseudo) return pseudo[name]
      const parameter = parameters[name]
      if (!isFields(parameter)) return resourceAt(name, place).ref
      if (parameter.Default === undefined)
        throw new TemplateProblem(place, `the parameter ${name} has no default`)
      return parameter.Default
    },
    attribute: (logicalId, attribute, place) => resourceAt(logicalId, place).attribute(attribute, place),
    importValue: (name, place) => {
      const value = options.importValue(name)
      if (value === undefined) throw new TemplateProblem(place, `no stack exports ${name}`)
      return value
    },
    condition: (name, place) => {
      if (!(name in conditions)) throw new TemplateProblem(place, `there is no condition ${name}`)
      return holds(conditions[name], place, scope)
    },
    mapped: (map, key, second) => fieldsOf(fieldsOf(fieldsOf(template.Mappings)[map])[key])[second],
    dynamic,
  }
  return scope
}

function pseudoParameters({ accountId, region, name }: StackOptions): Readonly<Record<string, unknown>> {
  return {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': name,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/00000000-0000-4000-8000-000000000000`,
    'AWS::NoValue': noValue,
    'AWS::NotificationARNs': [],
  }
}
