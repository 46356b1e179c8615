import { chat } from '../apis/chat/api.ts'
import { lobby } from '../apis/lobby/api.ts'
import { notify } from '../apis/notify/api.ts'
import { relay } from '../apis/relay/api.ts'
import { webchat } from '../apis/webchat/api.ts'
import type { Api, Ids } from '../core/index.ts'
import { defaultLimits, type Limits, type MountOptions, type Profile, profiles } from '../gateway/index.ts'
import type { ApiStage, AuthorizerStage, LimitsStage, StageFile } from '../stage/index.ts'
import { type AuthorizersOptions, authorizerOf } from './authorizers.ts'
import { ConfigurationError, type StoaOptions } from './options.ts'
import { type BuiltIn, type Placed, placed } from './placed.ts'

/** The APIs that Stoa comes with, where the stage puts them. */
export function builtInApis(stage: string, ids: Ids, stageFile: StageFile = {}): Placed[] {
  const builtIn: BuiltIn[] = [
    { name: 'chat', api: chat, path: '/', authorizer: { type: 'guest' } },
    { name: 'relay', api: relay, path: '/prod', authorizer: { type: 'cognito' } },
    { name: 'notify', api: notify, path: '/dev', authorizer: { type: 'jwt' } },
    {
      name: 'webchat',
      api: webchat(stage),
      path: `/${stage}`,
      authorizer: { type: stageFile.iamAuth === true ? 'iam' : 'none' },
    },
    { name: 'lobby', api: lobby(ids), path: '/LATEST', authorizer: { type: 'none' } },
  ]
  const places = placed(builtIn, stageFile.apis)
  for (const place of places) if (place.name === 'webchat') refuseContradiction(place, stageFile)
  return places.map((place) => ({ ...place, api: describedWith(place) }))
}

/** Throws if the stage file says both that the web chat wants signatures and that it does not. */
function refuseContradiction({ authorizers }: Placed, { iamAuth }: StageFile): void {
  if (iamAuth !== true || authorizers.some(({ type }) => type === 'iam')) return
  throw new ConfigurationError(
    'iam_auth: true says that connections to webchat are signed, and its authorizers are without iam; take out one of the two',
  )
}

/** The API with who may connect to it here, for its document. */
function describedWith({ api, authorizers }: Placed): Api {
  const who = authorizers.map((authorizer) => mayConnect[authorizer.type])
  const description = `${api.about.description} Who may connect: ${who.join('; ')}.`
  return { ...api, about: { ...api.about, description } }
}

const mayConnect: Readonly<Record<AuthorizerStage['type'], string>> = {
  none: 'everybody',
  guest: 'who has a token of one of the logins of this server',
  jwt: 'who has a JWT that is signed with the shared secret',
  jwks: 'who has a token of the issuer that the stage names',
  cognito: 'who has an access token of the user pool',
  iam: 'who signs the request (SigV4, in the query or in headers)',
}

/** Every API of a server, with its authorizer and within its limits. Throws `ConfigurationError`. */
export function mountsOf(
  places: readonly Placed[],
  options: StoaOptions,
  authorizers: AuthorizersOptions,
): MountOptions[] {
  const own = (options.apis ?? []).map((served) => ({ ...served, stage: {} }))
  const mounts = [
    ...places.map((place) => ({
      ...mounted(place, options),
      authorize: authorizerOf(place.api, place.authorizers, authorizers),
      ...(place.name === 'chat' && { takesUnmapped: carriesToken }),
    })),
    ...own.map((served) => mounted(served, options)),
  ]
  for (const [at, { api, path }] of mounts.entries()) {
    const other = mounts.slice(0, at).find((mount) => mount.path === path)
    if (other !== undefined) throw taken(other.api, api, path)
  }
  return mounts
}

/** What is said in the options goes before the stage file, and there what is said of the API before the rest. */
function mounted(
  { api, path, stage }: { readonly api: Api; readonly path: string; readonly stage: ApiStage },
  options: StoaOptions,
): MountOptions {
  const { limits = {}, profile } = options.stageFile ?? {}
  const { maxFrameBytes, maxMessageBytes, ...rest }: LimitsStage = { ...limits, ...stage.limits }
  const frames = {
    ...api.frames,
    ...(maxFrameBytes !== undefined && { maxFrameBytes }),
    ...(maxMessageBytes !== undefined && { maxMessageBytes }),
  }
  const profileName = options.profile ?? stage.profile ?? profile ?? 'open'
  return {
    api: { ...api, frames },
    path,
    limits: { ...defaultLimits, ...limitsOf(rest), ...options.limits },
    profile: { ...profiles[profileName], ...spansOf(stage), ...options.spans },
  }
}

const limitsOf = ({ rate, burst, outboundBytes, inboundFrames, topics }: LimitsStage): Partial<Limits> => ({
  ...(rate !== undefined && { rate }),
  ...(burst !== undefined && { burst }),
  ...(outboundBytes !== undefined && { outboundBytes }),
  ...(inboundFrames !== undefined && { inboundFrames }),
  ...(topics !== undefined && { topics }),
})

const spansOf = ({ idleTimeoutSeconds, maxDurationSeconds }: ApiStage): Partial<Profile> => ({
  ...(idleTimeoutSeconds !== undefined && { idleMs: idleTimeoutSeconds * 1_000 }),
  ...(maxDurationSeconds !== undefined && { maxAgeMs: maxDurationSeconds * 1_000 }),
})

/** The first clients of the chat connect to any path. */
const carriesToken = (query: URLSearchParams): boolean => query.has('auth_token')

const taken = (first: Api, second: Api, path: string): ConfigurationError =>
  new ConfigurationError(
    `${first.name} and ${second.name} would both be at ${path}; give one of them another path in the stage file ` +
      `(apis: { ${second.name}: { path: /${second.name} } })`,
  )
