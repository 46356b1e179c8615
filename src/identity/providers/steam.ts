import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../../core/ports/clock.ts'
import { type Answer, type Ask, below } from './ask.ts'
import type { Proven, Provider, Refused } from './provider.ts'

export interface SteamSettings {
  readonly appId: string
  readonly webApiKey: string
  /** Default `https://partner.steam-api.com`. */
  readonly url?: string
  /** The identity that clients ask their tickets for. Without it, it is not checked. */
  readonly identity?: string
}

const maxRetries = 3
const retryAfterMs = 1_000

const isBusy = Compile(
  Type.Object({ response: Type.Object({ error: Type.Object({ errorcode: Type.Literal(103) }) }) }),
)

// A ban is anything but `false`, so that one in a form that is not known yet is no way in.
const notBanned = Type.Optional(Type.Literal(false))
const accepted = Compile(
  Type.Object({
    response: Type.Object({
      error: Type.Optional(Type.Never()),
      params: Type.Object({
        result: Type.Literal('OK'),
        steamid: Type.String({ minLength: 1, maxLength: 64 }),
        vacbanned: notBanned,
        publisherbanned: notBanned,
      }),
    }),
  }),
)

/** Steam, with a session ticket (AuthenticateUserTicket in Steam's web API). Who is banned is refused. */
export function steam(settings: SteamSettings, ask: Ask, clock: Clock): Provider {
  const { appId, webApiKey, url = 'https://partner.steam-api.com', identity } = settings
  const base = new URL(url)
  const urlFor = (ticket: string) =>
    below(base, 'ISteamUserAuth/AuthenticateUserTicket/v1/', {
      key: webApiKey,
      appid: appId,
      ticket,
      ...(identity !== undefined && { identity }),
    })

  async function askPatiently(ticket: string): Promise<Answer | 'unanswered'> {
    for (let retries = 0; ; retries += 1) {
      const answer = await ask(urlFor(ticket))
      if (answer === 'unanswered' || !isBusy.Check(answer.body) || retries === maxRetries) return answer
      await new Promise<void>((resolve) => {
        clock.after(retryAfterMs, resolve)
      })
    }
  }

  return {
    name: 'steam',
    path: 'login-with-steam',
    parameters: ['steam_auth_token'],
    idMember: 'steam_id',
    prove: async ({ steam_auth_token: ticket = '' }) => proofIn(await askPatiently(ticket)),
  }
}

function proofIn(answer: Answer | 'unanswered'): Proven | Refused {
  if (answer === 'unanswered') return { refusal: 'Token validation error' }
  const { status, body } = answer
  if (status !== 200) return { refusal: 'Failed to validate Steam token' }
  if (body === undefined) return { refusal: 'Token validation error' }
  return accepted.Check(body)
    ? { id: body.response.params.steamid }
    : { refusal: 'Failed to validate Steam token' }
}
