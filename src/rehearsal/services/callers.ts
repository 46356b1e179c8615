import type { Ids } from '../../core/index.ts'
import { type ConditionKeys, decide, type Policies, type Principal, refusalOf } from '../iam/index.ts'
import type { Model, Resource } from '../template/index.ts'

export interface FunctionCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** The functions of a model as those who call AWS. */
export interface Callers {
  /** The same each time for a function. Throws if Lambda cannot take its role. */
  credentialsOf(lambda: Resource): FunctionCredentials
  functionOf(accessKeyId: string): Resource | undefined
  /** Whether a function may; a refusal is in AWS's words. */
  decide(
    lambda: Resource,
    action: string,
    resource: string,
    keys?: ConditionKeys,
  ): { readonly allowed: true } | { readonly allowed: false; readonly message: string }
  /** Whether a service may do something with a resource for something else, by the resource's policy. */
  decideService(
    name: string,
    action: string,
    resource: string,
    sourceArn: string,
  ): { readonly allowed: true } | { readonly allowed: false; readonly message: string }
}

export function callersOf(model: Model, policies: Policies, ids: Ids): Callers {
  const known = new Map<Resource, FunctionCredentials>()
  const functions = new Map<string, Resource>()
  const every = (keys: ConditionKeys | undefined): ConditionKeys =>
    new Map([
      ['aws:securetransport', 'true'],
      ['aws:principalaccount', model.accountId],
      ['aws:requestedregion', model.region],
      ...(keys ?? []),
    ])
  return {
    credentialsOf: (lambda) => {
      policies.roleOf(lambda)
      const credentials = known.get(lambda) ?? drawCredentials(ids)
      known.set(lambda, credentials)
      functions.set(credentials.accessKeyId, lambda)
      return credentials
    },
    functionOf: (accessKeyId) => functions.get(accessKeyId),
    decide: (lambda, action, resource, keys) => {
      const role = policies.roleOf(lambda)
      const request = { principal: principalOf(lambda, role, model), action, resource, keys: every(keys) }
      const own = { role: policies.ofRole(role), resource: policies.ofResource(resource) }
      const decision = decide(request, own)
      return decision === 'allow'
        ? { allowed: true }
        : { allowed: false, message: refusalOf(request, decision) }
    },
    decideService: (name, action, resource, sourceArn) => {
      const principal = { kind: 'service', name } as const
      const source = new Map([
        ['aws:sourcearn', sourceArn],
        ['aws:sourceaccount', model.accountId],
      ])
      const own = { role: [], resource: policies.ofResource(resource) }
      const decision = decide({ principal, action, resource, keys: every(source) }, own)
      if (decision === 'allow') return { allowed: true }
      return { allowed: false, message: refusalOfService(name, action, resource, sourceArn) }
    },
  }
}

const principalOf = (lambda: Resource, role: Resource, { accountId }: Model): Principal => ({
  kind: 'role',
  roleArn: role.arn,
  sessionArn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${lambda.name}`,
  accountId,
})

const refusalOfService = (name: string, action: string, resource: string, sourceArn: string): string =>
  `${name} is not authorized to perform: ${action} on resource: ${resource} for ${sourceArn}, ` +
  'because no resource-based policy allows it'

const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const anyCase = `${upperCase}${upperCase.toLowerCase()}`

function drawCredentials(ids: Ids): FunctionCredentials {
  return {
    accessKeyId: `ASIA${ids.draw(upperCase, 16)}`,
    secretAccessKey: ids.draw(anyCase, 40),
    sessionToken: ids.draw(anyCase, 64),
  }
}
