import { resolve, type Scope } from './intrinsics.ts'
import { madeUp } from './physical-names.ts'
import type { Maker } from './resource-type.ts'
import { resourceTypeOf } from './resource-types.ts'
import { type Place, TemplateProblem } from './template-problem.ts'
import { type Fields, fieldsOf, textOf, textsOf } from './values.ts'

/** A resource of a template. What it gives throws a `TemplateProblem` where the template cannot be understood. */
export interface Resource {
  readonly stack: string
  readonly logicalId: string
  /** `AWS::Lambda::Function`. */
  readonly type: string
  /** All of them, resolved. */
  readonly properties: Fields
  readonly dependsOn: readonly string[]
  /** What `Ref` gives. */
  readonly ref: string
  /** The physical name. */
  readonly name: string
  /** Throws for types that have none. */
  readonly arn: string
  /** Whether its type has ARNs that are known here. */
  readonly hasArn: boolean
  /** What `Fn::GetAtt` gives. */
  attribute(name: string, askedBy?: Place): string
  /** As in the CDK app: `stoa-dev-serverless/Worker/Resource`. */
  readonly path: string
}

export interface ResourceOptions {
  readonly stack: string
  readonly logicalId: string
  /** As it is in the template. */
  readonly declared: Fields
  readonly scope: Scope
  readonly accountId: string
  readonly region: string
  readonly queueUrlBase: string
}

export function openResource(options: ResourceOptions): Resource {
  const { stack, logicalId, declared, scope } = options
  const type = textOf(declared.Type) ?? ''
  const place: Place = { resource: `${stack}/${logicalId}`, property: '' }
  const known = resourceTypeOf(type)
  const maker = makerOf(options, place)
  const knownType = (askedBy: Place) => {
    if (known === undefined) throw new TemplateProblem(askedBy, `what a ${type} gives is not known here`)
    return known
  }
  const properties = once(() => fieldsOf(resolve(declared.Properties ?? {}, place, scope)))
  const name = once(() => knownType(place).name(maker))
  const ref = once(() => (known?.ref === undefined ? name() : known.ref(maker)))
  const arn = once(() => attribute('Arn'))
  const attribute = (wanted: string, askedBy = place): string => {
    const { arn: arnOf, attributes = {} } = knownType(askedBy)
    const given = wanted === 'Arn' ? arnOf : attributes[wanted]
    if (given === undefined) {
      throw new TemplateProblem(askedBy, `the attribute ${wanted} of a ${type} is not known here`)
    }
    return given(maker)
  }
  return {
    stack,
    logicalId,
    type,
    attribute,
    hasArn: known?.arn !== undefined,
    dependsOn: textsOf(declared.DependsOn),
    path: textOf(fieldsOf(declared.Metadata)['aws:cdk:path']) ?? place.resource,
    get properties() {
      return properties()
    },
    get ref() {
      return ref()
    },
    get name() {
      return name()
    },
    get arn() {
      return arn()
    },
  }
}

function makerOf(options: ResourceOptions, place: Place): Maker {
  const { stack, logicalId, declared, scope, accountId, region, queueUrlBase } = options
  const given = fieldsOf(declared.Properties)
  return {
    accountId,
    region,
    queueUrlBase,
    madeUp: madeUp(stack, logicalId),
    arn: (service, rest) => `arn:aws:${service}:${region}:${accountId}:${rest}`,
    text: (property) => textOf(resolve(given[property], { resource: place.resource, property }, scope)),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
