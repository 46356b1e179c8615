import type { Context, Hono } from 'hono'
import type { Clock, Ids, Log, Rates } from '../core/index.ts'
import {
  functionsHttp,
  type Guard,
  guests,
  identityHttp,
  openUserPool,
  ownCognito,
  providerLogins,
  remoteCognito,
  revocations,
  type SigningKeys,
  signingKeys,
  type Tokens,
  tokens,
  type UserPool,
  type UserPoolOptions,
  userPoolHttp,
} from '../identity/index.ts'
import type { StageFile } from '../stage/index.ts'
import type { StoaOptions } from './options.ts'
import type { Store } from './store.ts'

const rotationCheckMs = 60 * 60_000
const defaultRegion = 'us-east-1'

export interface IdentityOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly guard: Guard
  /** The address that a request comes from. */
  readonly sourceIp: (c: Context) => string
  /** Where several nodes count requests for logins together. */
  readonly rates: Rates | undefined
  /** Told of each request for a login that comes too fast. */
  readonly onLimited: () => void
}

/** Who people are: guests, logins, the user pool, the keys of their tokens, and the HTTP APIs of all that. */
export interface Identity {
  readonly signingKeys: SigningKeys
  readonly tokens: Tokens
  readonly pool: UserPool
  /** Whether people log in with a name and a password. */
  readonly hasPasswords: boolean
  /** What the tokens of `CreateTestJwt` are signed with. */
  readonly jwtSecret: string
  readonly http: readonly Hono[]
  /** Say where the server listens, and get the URL that tokens name as their issuer. */
  serveAt(url: string): string
  /** Stop rotating keys. */
  stop(): void
}

export async function openIdentity(options: StoaOptions, ports: IdentityOptions): Promise<Identity> {
  const { store, clock, ids, log, guard, sourceIp, rates, onLimited } = ports
  const { publicUrl = options.stageFile?.publicUrl, stageFile = {} } = options
  let url = publicUrl ?? ''
  const keys = signingKeys({ keys: store.keys, clock, ids, log })
  const issued = tokens({
    signingKeys: keys,
    clock,
    issuer: () => url,
    ...(publicUrl !== undefined && { pinnedIssuer: publicUrl }),
  })
  const isRevoked = revocations({ sanctions: store.sanctions, clock })
  const pool = await openPool(options, ports, { signingKeys: keys, isRevoked })
  const jwtSecret =
    options.jwtSecret ?? stageFile.jwtSecret ?? (await store.settings.once('jwt-secret', secret(ids)))
  const { users } = store
  const cognito = cognitoLogin(stageFile, pool, ports)
  const providers = providerLogins({
    users,
    tokens: issued,
    isRevoked,
    clock,
    ids,
    log,
    providers: stageFile.providers ?? {},
    ...(cognito !== undefined && { cognito }),
  })
  const guestsOfStore = guests({ users, clock, ids })
  const isShared = (stageFile.hosted ?? []).some(({ path }) => path === '/prod')
  const login = {
    signingKeys: keys,
    tokens: issued,
    guests: guestsOfStore,
    isRevoked,
    clock,
    sourceIp,
    rates,
    providers,
    isShared,
    onLimited,
  }
  return {
    signingKeys: keys,
    tokens: issued,
    pool,
    hasPasswords: cognito !== undefined,
    jwtSecret,
    http: [
      identityHttp(login),
      userPoolHttp({ pool, guard, clock, sourceIp, rates, serverUrl: () => url, onLimited }),
      functionsHttp({ signingKeys: keys, jwtSecret, clock, guard }),
    ],
    serveAt(here) {
      url ||= here
      return url
    },
    stop: clock.every(rotationCheckMs, () => {
      keys.rotateIfDue().catch((error: unknown) => log.error({ err: error }, 'key rotation failed'))
    }),
  }
}

async function openPool(
  options: StoaOptions,
  { store, clock, ids }: IdentityOptions,
  checks: Pick<UserPoolOptions, 'signingKeys' | 'isRevoked'>,
) {
  const { region = defaultRegion, userPool = {} } = options.stageFile ?? {}
  const pool = await openUserPool({
    accounts: store.accounts,
    settings: store.settings,
    ...checks,
    clock,
    ids,
    region,
    ...(userPool.id !== undefined && { userPoolId: userPool.id }),
    ...(userPool.clientId !== undefined && { clientId: userPool.clientId }),
  })
  const adminEmail = options.adminEmail ?? userPool.adminEmail
  if (adminEmail !== undefined) await pool.ensureAdmin(adminEmail)
  return pool
}

/** A pool elsewhere where one is named, else this server's own. */
function cognitoLogin({ providers, region, userPool }: StageFile, pool: UserPool, ports: IdentityOptions) {
  const settings = providers?.cognito
  if (settings === false) return undefined
  if (settings?.userPoolId === undefined || settings.clientId === undefined) {
    return ownCognito(pool, { selfSignUp: userPool?.selfSignUp ?? false })
  }
  const { userPoolId, clientId } = settings
  const home = settings.region ?? region ?? defaultRegion
  return remoteCognito({
    ...settings,
    userPoolId,
    clientId,
    region: home,
    clock: ports.clock,
    log: ports.log,
  })
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const secret = (ids: Ids): string => ids.draw(alphabet, 43)
