import type { Api, Authorizer, Clock, Ids, Log, Sanctions, TokenSource } from '../core/index.ts'
import {
  anyOf,
  anyone,
  cognitoTokens,
  guestTokens,
  hubTokens,
  jwksTokens,
  type SigV4Verifier,
  sharedSecretTokens,
  signedRequests,
} from '../identity/index.ts'
import type { RequestRecords } from '../integration/index.ts'
import type { AuthorizerStage } from '../stage/index.ts'
import { barring } from './barring.ts'
import { lambdaAuthorizerOf } from './hosted-apis.ts'
import type { FunctionOwner, Hosting } from './hosting.ts'
import type { Identity } from './identity.ts'
import { ConfigurationError } from './options.ts'

export interface AuthorizersOptions {
  readonly identity: Identity
  readonly verifier: SigV4Verifier | undefined
  readonly clock: Clock
  readonly log: Log
  readonly ids: Ids
  readonly hosting: Hosting
  readonly sanctions: Pick<Sanctions, 'against'>
}

/** What a Lambda authorizer has to know of the API it is for. */
export interface Authorized {
  readonly api: Pick<Api, 'name' | 'token' | 'authorize'>
  readonly owner: FunctionOwner
  readonly records: RequestRecords
}

/**
 * The authorizer of one API: it lets in whom one of `stages` lets in and who is not banned, nor revoked. Throws
 * `ConfigurationError`.
 */
export function authorizerOf(
  api: Authorized,
  stages: readonly AuthorizerStage[],
  options: AuthorizersOptions,
): Authorizer {
  const authorize = anyOf(stages.map((stage) => open(api, stage, options)))
  // The hub asks for itself, in all homes, and whoever need not say who they are cannot be held to it.
  const asksItself = api.api.name === 'hub' || stages.every(({ type }) => type === 'none')
  return asksItself ? authorize : barring(authorize, options)
}

function open(
  { api, owner, records }: Authorized,
  stage: AuthorizerStage,
  { identity, verifier, clock, log, ids, hosting }: AuthorizersOptions,
): Authorizer {
  const { token } = api
  switch (stage.type) {
    case 'none':
      return api.authorize ?? anyone
    case 'guest':
      return (api.name === 'hub' ? hubTokens : guestTokens)({ tokens: identity.tokens, token })
    case 'jwt':
      return sharedSecretTokens({
        secret: stage.secret ?? identity.jwtSecret,
        ...(stage.userClaim !== undefined && { userClaim: stage.userClaim }),
        token,
        clock,
      })
    case 'jwks':
      return jwksTokens({ ...stage, token, clock, log })
    case 'cognito':
      return cognito(stage, token, identity)
    case 'lambda':
      return lambdaAuthorizerOf(stage, hosting.open(api.name, stage, owner), records, ids)
    case 'iam':
      if (verifier === undefined) throw noCredentials(api)
      return signedRequests({ verifier })
  }
}

type CognitoStage = Extract<AuthorizerStage, { type: 'cognito' }>

/** Of the pool that is named, or of this server's own. */
function cognito(stage: CognitoStage, token: TokenSource, { pool, signingKeys }: Identity): Authorizer {
  const { userPoolId, clientId, jwksUri } = stage
  if (userPoolId === undefined || userPoolId === pool.userPoolId) {
    const own = { userPoolId: pool.userPoolId, clientId: clientId ?? pool.clientId }
    return cognitoTokens({ ...own, token, jwks: () => signingKeys.jwks() })
  }
  if (clientId === undefined) {
    throw new ConfigurationError(`the user pool ${userPoolId} needs a client_id, whose tokens are let in`)
  }
  return cognitoTokens({ userPoolId, clientId, token, ...(jwksUri !== undefined && { jwksUri }) })
}

const noCredentials = ({ name }: Pick<Api, 'name'>): ConfigurationError =>
  new ConfigurationError(
    `connections to ${name} must be signed (iam), and this server has no credentials to check that with; ` +
      'set STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY, or credentials in the stage file',
  )
