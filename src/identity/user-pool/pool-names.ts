import type { Ids } from '../../core/ports/ids.ts'
import type { Settings } from '../../core/ports/settings.ts'

/** What clients call the pool. */
export interface PoolNames {
  /** `us-east-1`. */
  readonly region: string
  /** `us-east-1_AbCdEfGhI`. */
  readonly userPoolId: string
  readonly clientId: string
  /** `us-east-1:` and a UUID. */
  readonly identityPoolId: string
  /** `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI`. */
  readonly issuer: string
}

export interface PoolNamesOptions {
  readonly settings: Settings
  readonly ids: Ids
  readonly region: string
  /** Fixed ids instead of ones made up at the first start. */
  readonly userPoolId?: string
  readonly clientId?: string
}

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789'
const letters = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${lower}`

// What a verifier of Cognito's tokens takes for a region, and what the API model says of the ids.
const regionShape = /^(?:eusc-)?[a-z]{2}-(?:gov-)?[a-z]+-\d$/
const poolShape = /^[a-zA-Z0-9]{1,40}$/
const clientShape = /^[\w+]{1,128}$/

/**
 * Throws for names that no client of Cognito would take, and does not quote them: they may come from the environment,
 * where a secret is easily taken in their place. Every region has ids of its own.
 */
export async function poolNames(options: PoolNamesOptions): Promise<PoolNames> {
  const { settings, ids, region } = options
  if (!regionShape.test(region)) {
    throw new Error('the region of the user pool must be an AWS region, such as us-east-1')
  }
  const once = (name: string, fresh: string) => settings.once(`cognito.${name}.${region}`, fresh)

  const userPoolId = options.userPoolId ?? (await once('user-pool-id', `${region}_${ids.draw(letters, 9)}`))
  const clientId = options.clientId ?? (await once('client-id', ids.draw(lower, 26)))
  const identityPoolId = await once('identity-pool-id', `${region}:${ids.uuid()}`)

  const prefix = `${region}_`
  if (!userPoolId.startsWith(prefix) || !poolShape.test(userPoolId.slice(prefix.length))) {
    throw new Error(
      `the id of the user pool must be ${prefix} and 1 to 40 letters and digits, such as ${prefix}AbCdEfGhI`,
    )
  }
  if (!clientShape.test(clientId)) {
    throw new Error("the id of the user pool's client must be 1 to 128 letters, digits, _ and +")
  }
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  return { region, userPoolId, clientId, identityPoolId, issuer }
}
