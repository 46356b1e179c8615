import type { CognitoLogin } from './providers/cognito-login.ts'
import { CognitoProblem } from './user-pool/cognito-problem.ts'
import type { UserPool } from './user-pool/user-pool.ts'

export interface OwnCognitoOptions {
  /** Whether people may make accounts for themselves. Nobody is sent a code: they are confirmed at once. */
  readonly selfSignUp: boolean
}

/** This server's own user pool behind `login-with-cognito`. It has no mailer, so there are no codes to confirm. */
export function ownCognito(pool: UserPool, { selfSignUp }: OwnCognitoOptions): CognitoLogin {
  return {
    async signIn(username, password) {
      const signedIn = await refusable(() => pool.signIn(username, password))
      if (signedIn === 'refused') return 'failed'
      return 'challenge' in signedIn ? 'no-token' : { accessToken: signedIn.accessToken }
    },
    async signUp(username, password, email) {
      if (!selfSignUp) return 'failed'
      const made = await refusable(async () => {
        await pool.createUser({ username, temporaryPassword: password, attributes: { email } })
        await pool.setPassword(username, password, true)
      })
      return made === 'refused' ? 'failed' : 'confirmed'
    },
    confirm: async () => 'failed',
    forgotPassword: async () => 'failed',
    resetPassword: async () => 'failed',
    async signOut(accessToken) {
      return (await refusable(() => pool.signOut(accessToken))) === 'refused' ? 'failed' : 'done'
    },
    async subject(accessToken) {
      const account = await refusable(() => pool.user(accessToken))
      return account === 'refused' ? 'invalid' : { sub: account.sub }
    },
  }
}

async function refusable<T>(work: () => Promise<T>): Promise<T | 'refused'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CognitoProblem) return 'refused'
    throw error
  }
}
