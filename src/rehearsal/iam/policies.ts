import { fieldsOf, listOf, type Model, type Resource, textOf, textsOf } from '../template/index.ts'
import { managedPolicies } from './managed-policies.ts'
import { decide, type Principal, readStatements, type Statement } from './statements.ts'

/** The policies of a model. They are read when they are first asked for, and throw for what cannot be read. */
export interface Policies {
  ofRole(role: Resource): readonly Statement[]
  /** Of queues, topics and buckets, by ARN. Other resources have none here. */
  ofResource(arn: string): readonly Statement[]
  /** The role of a function, if Lambda may take it. Throws otherwise, as a deployment would fail. */
  roleOf(lambda: Resource): Resource
}

export function policiesOf(model: Model): Policies {
  const roles = new Map<Resource, readonly Statement[]>()
  const resources = new Map<string, readonly Statement[]>()
  const rolesOf = new Map<Resource, Resource>()
  return {
    ofRole: (role) => kept(roles, role, () => statementsOfRole(model, role)),
    ofResource: (arn) => kept(resources, arn, () => statementsOfResource(model, arn)),
    roleOf: (lambda) => kept(rolesOf, lambda, () => roleOf(model, lambda)),
  }
}

function kept<K, V>(values: Map<K, V>, key: K, make: () => V): V {
  const value = values.get(key) ?? make()
  values.set(key, value)
  return value
}

function statementsOfRole(model: Model, role: Resource): readonly Statement[] {
  const { Policies: inline, ManagedPolicyArns: managed, PermissionsBoundary } = role.properties
  if (PermissionsBoundary !== undefined)
    throw new Error(`${role.path}: permissions boundaries are not known here`)
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => model.ofType(type))
    .filter(({ properties }) => textsOf(properties.Roles).includes(role.name))
  const own = model
    .ofType('AWS::IAM::RolePolicy')
    .filter(({ properties }) => properties.RoleName === role.name)
  return [
    ...listOf(inline).flatMap((policy) =>
      readStatements(
        fieldsOf(policy).PolicyDocument,
        `${role.path} (${textOf(fieldsOf(policy).PolicyName)})`,
      ),
    ),
    ...[...attached, ...own].flatMap((policy) =>
      readStatements(policy.properties.PolicyDocument, policy.path),
    ),
    ...textsOf(managed).flatMap((arn) => managedStatements(model, arn, role)),
  ]
}

function managedStatements(model: Model, arn: string, role: Resource): readonly Statement[] {
  const declared = model.ofType('AWS::IAM::ManagedPolicy').find(({ ref }) => ref === arn)
  if (declared !== undefined) return readStatements(declared.properties.PolicyDocument, declared.path)
  const document = arn.startsWith('arn:aws:iam::aws:policy/')
    ? managedPolicies[arn.slice(arn.lastIndexOf('/') + 1)]
    : undefined
  if (document === undefined) throw new Error(`${role.path}: the policy ${arn} is not known here`)
  return readStatements(document, arn)
}

function statementsOfResource(model: Model, arn: string): readonly Statement[] {
  const bucket = /^arn:aws:s3:::([^/]+)/.exec(arn)?.[1]
  if (bucket !== undefined) {
    return model
      .ofType('AWS::S3::BucketPolicy')
      .filter(({ properties }) => properties.Bucket === bucket)
      .flatMap(({ properties, path }) => readStatements(properties.PolicyDocument, path))
  }
  const topic = model
    .ofType('AWS::SNS::TopicPolicy')
    .filter(({ properties }) => textsOf(properties.Topics).includes(arn))
  if (topic.length > 0) {
    return topic.flatMap(({ properties, path }) => readStatements(properties.PolicyDocument, path))
  }
  const queue = model.ofType('AWS::SQS::Queue').find((one) => one.arn === arn)
  if (queue === undefined) return []
  return model
    .ofType('AWS::SQS::QueuePolicy')
    .filter(({ properties }) => textsOf(properties.Queues).includes(queue.ref))
    .flatMap(({ properties, path }) => readStatements(properties.PolicyDocument, path))
}

function roleOf(model: Model, lambda: Resource): Resource {
  const role = model.ofType('AWS::IAM::Role').find(({ arn }) => arn === lambda.properties.Role)
  if (role === undefined) throw new Error(`${lambda.path}: its role is not in the templates`)
  const trust = readStatements(
    role.properties.AssumeRolePolicyDocument,
    `the trust policy of ${role.path}`,
    true,
  )
  const principal: Principal = { kind: 'service', name: 'lambda.amazonaws.com' }
  const decision = decide(
    { principal, action: 'sts:AssumeRole', resource: role.arn, keys: new Map() },
    { role: [], resource: trust },
  )
  if (decision !== 'allow') {
    throw new Error(`${lambda.path}: The role defined for the function cannot be assumed by Lambda.`)
  }
  return role
}
