import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { type Ask, below } from './ask.ts'
import type { Provider, Refused } from './provider.ts'

export interface FacebookSettings {
  readonly appId: string
  /** Default `https://graph.facebook.com`. */
  readonly url?: string
}

const withoutError = Compile(
  Type.Object({ error: Type.Optional(Type.Never()), id: Type.Optional(Type.Unknown()) }),
)

// Facebook's ids are numbers. Anything else would be another path of its API.
const userIdForm = /^\d{1,64}$/

/** Facebook, with an access token of this app and the id of the user that it is for. */
export function facebook(
  { appId, url = 'https://graph.facebook.com' }: FacebookSettings,
  ask: Ask,
): Provider {
  const base = new URL(url)

  /** The `id` of what is at `path`, if the token may see it. */
  async function idAt(
    path: string,
    token: string,
    refused: Refused,
  ): Promise<{ readonly id: unknown } | Refused> {
    const answer = await ask(below(base, path, { access_token: token }))
    if (answer === 'unanswered' || answer.body === undefined) return { refusal: 'Token validation error' }
    return answer.status === 200 && withoutError.Check(answer.body) ? { id: answer.body.id } : refused
  }

  return {
    name: 'facebook',
    path: 'login-with-facebook',
    parameters: ['facebook_access_token', 'facebook_user_id'],
    idMember: 'facebook_id',
    async prove({ facebook_access_token: token = '', facebook_user_id: userId = '' }) {
      const noUser = { refusal: 'User validation error' } as const
      if (!userIdForm.test(userId)) return noUser
      const user = await idAt(userId, token, noUser)
      if ('refusal' in user) return user
      if (user.id !== userId) return noUser
      const app = await idAt('app', token, { refusal: 'App validation error' })
      if ('refusal' in app) return app
      return app.id === appId ? { id: userId } : { refusal: 'Token not linked to correct app' }
    },
  }
}
