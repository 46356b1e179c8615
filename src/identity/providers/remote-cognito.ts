import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { type Ask, asking, below } from './ask.ts'
import type { CognitoLogin } from './cognito-login.ts'
import { remoteTokens } from './remote-tokens.ts'

export interface RemoteCognitoOptions {
  readonly region: string
  readonly userPoolId: string
  /** An app client without a secret, with USER_PASSWORD_AUTH allowed. */
  readonly clientId: string
  /** Default `https://cognito-idp.{region}.amazonaws.com`. */
  readonly endpoint?: string
  /** Default `https://cognito-idp.{region}.amazonaws.com/{userPoolId}`, whatever the endpoint is. */
  readonly issuer?: string
  /** Default `{endpoint}/{userPoolId}/.well-known/jwks.json`. */
  readonly jwksUri?: string
  readonly clock: Clock
  readonly log?: Pick<Log, 'warn'>
}

const signedIn = Compile(
  Type.Object({
    AuthenticationResult: Type.Optional(
      Type.Object({ AccessToken: Type.Optional(Type.String({ minLength: 1 })) }),
    ),
  }),
)
const signedUp = Compile(Type.Object({ UserConfirmed: Type.Boolean() }))

/**
 * A user pool in Cognito, or what speaks its API. An access token counts until it expires, also after a sign-out:
 * it is checked with the pool's keys, and the pool is not asked. Throws a `TypeError` if one of the URLs is none.
 */
export function remoteCognito(options: RemoteCognitoOptions): CognitoLogin {
  const { region, userPoolId, clientId, clock } = options
  const aws = `https://cognito-idp.${region}.amazonaws.com`
  const { endpoint = aws, issuer = `${aws}/${userPoolId}` } = options
  const ask = asking(options)
  const base = new URL(endpoint)
  const ownKeys = below(base, `${encodeURIComponent(userPoolId)}/.well-known/jwks.json`)
  const keys = options.jwksUri === undefined ? ownKeys : new URL(options.jwksUri)
  const verify = remoteTokens({ keys, issuer, ask, clock })
  const call = calling(below(base, ''), ask)
  const client = { ClientId: clientId }

  return {
    signIn: (username, password) => signIn(call, clientId, username, password),
    signUp: (username, password, email) => signUp(call, clientId, { username, password, email }),
    confirm: (username, code) =>
      done(call('ConfirmSignUp', { ...client, Username: username, ConfirmationCode: code })),
    forgotPassword: (username) => done(call('ForgotPassword', { ...client, Username: username })),
    resetPassword(username, code, password) {
      const input = { ...client, Username: username, ConfirmationCode: code, Password: password }
      return done(call('ConfirmForgotPassword', input))
    },
    signOut: (accessToken) => done(call('GlobalSignOut', { AccessToken: accessToken })),
    async subject(accessToken) {
      const claims = await verify(accessToken)
      if (claims === 'invalid') return 'invalid'
      const isOurs = claims.token_use === 'access' && claims.client_id === clientId
      return isOurs ? { sub: claims.sub } : 'invalid'
    },
  }
}

/** Calls an operation of the pool; `failed` is any error. */
type Call = (operation: string, input: object) => Promise<{ readonly body: unknown } | 'failed'>

function calling(url: URL, ask: Ask): Call {
  return async (operation, input) => {
    const answer = await ask(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(input),
    })
    return answer === 'unanswered' || answer.status !== 200 ? 'failed' : answer
  }
}

async function signIn(call: Call, clientId: string, username: string, password: string) {
  const output = await call('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: clientId,
    AuthParameters: { USERNAME: username, PASSWORD: password },
  })
  if (output === 'failed' || !signedIn.Check(output.body)) return 'failed'
  const accessToken = output.body.AuthenticationResult?.AccessToken
  return accessToken === undefined ? 'no-token' : { accessToken }
}

async function signUp(
  call: Call,
  clientId: string,
  account: { readonly username: string; readonly password: string; readonly email: string },
) {
  const output = await call('SignUp', {
    ClientId: clientId,
    Username: account.username,
    Password: account.password,
    UserAttributes: [{ Name: 'email', Value: account.email }],
  })
  if (output === 'failed' || !signedUp.Check(output.body)) return 'failed'
  return output.body.UserConfirmed ? 'confirmed' : 'unconfirmed'
}

async function done(output: ReturnType<Call>): Promise<'done' | 'failed'> {
  return (await output) === 'failed' ? 'failed' : 'done'
}
