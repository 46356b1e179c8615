import { type Context, Hono } from 'hono'
import type { Clock } from '../../core/ports/clock.ts'
import { readQuery } from '../query.ts'
import { type AppleSettings, apple } from './apple.ts'
import { type Ask, asking } from './ask.ts'
import { cognitoHttp } from './cognito-http.ts'
import type { CognitoLogin } from './cognito-login.ts'
import { type FacebookSettings, facebook } from './facebook.ts'
import { type GooglePlaySettings, googlePlay } from './google-play.ts'
import { type LogIn, type LogInOptions, linkIn, linkParameters, loggedInBody, loggingIn } from './log-in.ts'
import type { Provider } from './provider.ts'
import { type SteamSettings, steam } from './steam.ts'

/** The providers that can be logged in with. One without settings is not there. */
export interface ProviderSettings {
  readonly steam?: SteamSettings
  readonly apple?: AppleSettings
  readonly googlePlay?: GooglePlaySettings
  readonly facebook?: FacebookSettings
}

export interface ProvidersOptions extends LogInOptions {
  readonly clock: Clock
  readonly providers: ProviderSettings
  /** The user pool behind `login-with-cognito`. Without one it is not there. */
  readonly cognito?: CognitoLogin
}

/**
 * The logins with providers of AWS's game backend framework, stage `prod`. It is for behind the door, which has the
 * rate limit and the headers for pages of other sites. Throws a `TypeError` if a URL of the settings is none.
 */
export function providerLogins(options: ProvidersOptions): Hono {
  const { clock, cognito } = options
  const app = new Hono()
  const logIn = loggingIn(options)

  for (const provider of configured(options.providers, asking(options), clock)) {
    // Not for HEAD, which would make a user that nobody hears of.
    app.get(`/prod/${provider.path}`, (c, next) =>
      c.req.method === 'GET' ? loginWith(provider, c, logIn) : next(),
    )
  }
  if (cognito !== undefined) app.route('/', cognitoHttp(cognito, logIn))
  return app
}

function configured(settings: ProviderSettings, ask: Ask, clock: Clock): readonly Provider[] {
  return [
    settings.steam && steam(settings.steam, ask, clock),
    settings.apple && apple(settings.apple, ask, clock),
    settings.googlePlay && googlePlay(settings.googlePlay, ask),
    settings.facebook && facebook(settings.facebook, ask),
  ].filter((provider) => provider !== undefined)
}

async function loginWith(provider: Provider, c: Context, logIn: LogIn): Promise<Response> {
  const { name, parameters, idMember } = provider
  const query = readQuery(c.req.url, [...parameters, ...linkParameters])
  if ('refusal' in query) return c.json({ message: query.refusal }, 400)
  const missing = parameters.filter((parameter) => !query.values[parameter])
  if (missing.length > 0) {
    return c.json({ message: `Missing required request parameters: [${missing.join(', ')}]` }, 400)
  }
  const proof = await provider.prove(query.values)
  if ('refusal' in proof) return c.text(`Error: ${proof.refusal}`, 401)
  const outcome = await logIn({ provider: name, id: proof.id }, linkIn(query.values))
  if ('refusal' in outcome) return c.text(`Error: ${outcome.refusal}`, 401)
  return c.json(loggedInBody(idMember, proof.id, outcome))
}
