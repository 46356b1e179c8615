import type { Hono } from 'hono'
import { Type } from 'typebox'
import type { Clock, Ids, Log } from '../../core/index.ts'
import { type Guard, openUserPool, signingKeys, type UserPool, userPoolHttp } from '../../identity/index.ts'
import { memoryAccounts, memoryKeys, memorySettings } from '../../stores/index.ts'
import { region } from '../arns.ts'
import { RehearsalProblem } from '../problem.ts'
import { reader } from '../properties.ts'
import type { Model } from '../template/index.ts'

const clientProperties = reader(Type.Object({ UserPoolId: Type.String() }))
const userProperties = reader(
  Type.Object({
    UserPoolId: Type.String(),
    Username: Type.Optional(Type.String()),
    UserAttributes: Type.Optional(
      Type.Array(Type.Object({ Name: Type.String(), Value: Type.Optional(Type.String()) })),
    ),
  }),
)

export interface TemplateUserPoolOptions {
  readonly model: Model
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly guard: Guard
  readonly sourceIp: Parameters<typeof userPoolHttp>[0]['sourceIp']
  readonly serverUrl: () => string
}

/** The user pool of the templates, with its client and the people whom they have accounts for. */
export interface TemplateUserPool {
  readonly pool: UserPool
  readonly http: Hono
}

/** `undefined` where the templates have none. Rejects with a `RehearsalProblem` where they have several, or no client. */
export async function templateUserPool(
  options: TemplateUserPoolOptions,
): Promise<TemplateUserPool | undefined> {
  const { model, clock, ids, log, guard, sourceIp, serverUrl } = options
  const [template, ...others] = model.ofType('AWS::Cognito::UserPool')
  if (template === undefined) return undefined
  if (others.length > 0) throw new RehearsalProblem('There are several user pools; one is rehearsed')
  const client = model
    .ofType('AWS::Cognito::UserPoolClient')
    .find((resource) => clientProperties(resource).UserPoolId === template.ref)
  if (client === undefined) throw new RehearsalProblem(`${template.path} has no client`)
  const keys = signingKeys({ keys: memoryKeys(), clock, ids, log })
  await keys.rotateIfDue()
  const pool = await openUserPool({
    accounts: memoryAccounts(),
    settings: memorySettings(),
    signingKeys: keys,
    clock,
    ids,
    region,
    userPoolId: template.ref,
    clientId: client.ref,
  })
  for (const email of adminsOf(model, template.ref)) await pool.ensureAdmin(email)
  return { pool, http: userPoolHttp({ pool, guard, clock, sourceIp, serverUrl }) }
}

function adminsOf(model: Model, poolId: string): readonly string[] {
  return model
    .ofType('AWS::Cognito::UserPoolUser')
    .map(userProperties)
    .filter(({ UserPoolId }) => UserPoolId === poolId)
    .flatMap(({ Username, UserAttributes = [] }) => {
      const email = UserAttributes.find(({ Name }) => Name === 'email')?.Value ?? Username
      return email === undefined ? [] : [email]
    })
}
