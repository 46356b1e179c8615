import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { type Ask, below } from './ask.ts'
import type { Proven, Provider, Refused } from './provider.ts'

export interface GooglePlaySettings {
  readonly appId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Default `https://oauth2.googleapis.com/token`. */
  readonly tokenUrl?: string
  /** Default `https://www.googleapis.com`. */
  readonly url?: string
}

const text = Type.String({ minLength: 1 })
const withToken = Compile(Type.Object({ access_token: text }))
const withPlayer = Compile(Type.Object({ player_id: Type.String({ minLength: 1, maxLength: 256 }) }))

/** Google Play Games, with a server auth code, which is good for one login. */
export function googlePlay(settings: GooglePlaySettings, ask: Ask): Provider {
  const { appId, clientId, clientSecret, url = 'https://www.googleapis.com' } = settings
  const tokenUrl = new URL(settings.tokenUrl ?? 'https://oauth2.googleapis.com/token')
  const playerUrl = below(new URL(url), `games/v1/applications/${encodeURIComponent(appId)}/verify/`)

  async function exchange(code: string): Promise<{ readonly bearer: string } | Refused> {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: '',
    })
    const answer = await ask(tokenUrl, { method: 'POST', body })
    if (answer === 'unanswered' || answer.body === undefined) return { refusal: 'Token validation error' }
    return answer.status === 200 && withToken.Check(answer.body)
      ? { bearer: answer.body.access_token }
      : { refusal: 'Failed to generate Google Play bearer token' }
  }

  async function playerOf(bearer: string): Promise<Proven | Refused> {
    const answer = await ask(playerUrl, { headers: { Authorization: `Bearer ${bearer}` } })
    if (answer === 'unanswered' || answer.body === undefined) return { refusal: 'Token validation error' }
    return answer.status === 200 && withPlayer.Check(answer.body)
      ? { id: answer.body.player_id }
      : { refusal: 'Failed to validate Google Play bearer token' }
  }

  return {
    name: 'google-play',
    path: 'login-with-google-play',
    parameters: ['google_play_auth_token'],
    idMember: 'google_play_id',
    async prove({ google_play_auth_token: code = '' }) {
      const exchanged = await exchange(code)
      return 'refusal' in exchanged ? exchanged : playerOf(exchanged.bearer)
    },
  }
}
