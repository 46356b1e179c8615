import type { Clock } from '../../core/ports/clock.ts'
import { type Ask, below } from './ask.ts'
import type { Provider } from './provider.ts'
import { remoteTokens } from './remote-tokens.ts'

export interface AppleSettings {
  /** The audience of the identity tokens: the app's bundle id. */
  readonly appId: string
  /** Where Apple's keys are, below it at `/auth/keys`. Default `https://appleid.apple.com`. */
  readonly url?: string
  /** Default `https://appleid.apple.com`, whatever the URL is. */
  readonly issuer?: string
}

const appleUrl = 'https://appleid.apple.com'

/** Sign in with Apple, with an identity token. */
export function apple(settings: AppleSettings, ask: Ask, clock: Clock): Provider {
  const { appId, url = appleUrl, issuer = appleUrl } = settings
  const verify = remoteTokens({ keys: below(new URL(url), 'auth/keys'), issuer, audience: appId, ask, clock })

  return {
    name: 'apple',
    path: 'login-with-apple-id',
    parameters: ['apple_auth_token'],
    idMember: 'apple_id',
    async prove({ apple_auth_token: token = '' }) {
      const claims = await verify(token)
      return claims === 'invalid' ? { refusal: 'Token validation error' } : { id: claims.sub }
    },
  }
}
