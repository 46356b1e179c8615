import { chat } from '../apis/chat/api.ts'
import { lobby } from '../apis/lobby/api.ts'
import { notify } from '../apis/notify/api.ts'
import { relay } from '../apis/relay/api.ts'
import { webchat } from '../apis/webchat/api.ts'
import type { Api, Clock, Ids, TokenSource } from '../core/index.ts'
import type { MountOptions } from '../gateway/index.ts'
import { requestRecords } from '../integration/index.ts'
import type { HubLimits } from '../protocol/index.ts'
import type { AuthorizerStage, HostedApiStage, StageFile } from '../stage/index.ts'
import { type AuthorizersOptions, authorizerOf } from './authorizers.ts'
import { hostedApiOf } from './hosted-apis.ts'
import { accountId, apiIdOf } from './hosting.ts'
import { gatewayLimits } from './hub.ts'
import { mounted } from './mounted.ts'
import { ConfigurationError, type StoaOptions } from './options.ts'
import { type BuiltIn, type Placed, placed } from './placed.ts'

/** The APIs that Stoa comes with, where the stage puts them. */
export function builtInApis(stage: string, ids: Ids, hub: Api, stageFile: StageFile = {}): Placed[] {
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
    { name: 'hub', api: hub, path: '/hub', authorizer: { type: 'guest' } },
  ]
  const hosted = (stageFile.hosted ?? []).map(({ path }) => path)
  const places = placed(builtIn, stageFile.apis, hosted)
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
  lambda: 'whom a Lambda authorizer lets in',
}

export interface MountsOptions extends AuthorizersOptions {
  readonly clock: Clock
  /** What the hub tells its clients. */
  readonly hubLimits: HubLimits
}

/** Every API of a server, with its authorizer and within its limits. Throws `ConfigurationError`. */
export function mountsOf(
  places: readonly Placed[],
  options: StoaOptions,
  parts: MountsOptions,
): MountOptions[] {
  const own = (options.apis ?? []).map((served) => ({ ...served, stage: {} }))
  const mounts = [
    ...places.map((place) => builtInMount(place, options, parts)),
    ...(options.stageFile?.hosted ?? []).map((stage) => hostedMount(stage, options, parts)),
    ...own.map((served) => mounted(served, options)),
  ]
  for (const [at, { api, path }] of mounts.entries()) {
    const other = mounts.slice(0, at).find((mount) => mount.path === path)
    if (other !== undefined) throw taken(other.api, api, path)
  }
  return mounts
}

function builtInMount(place: Placed, options: StoaOptions, parts: MountsOptions): MountOptions {
  const { api, path, authorizers, name } = place
  const stage = path.split('/').at(-1) || name
  const identity = { apiId: apiIdOf(name), stage, accountId, region: parts.hosting.region }
  const records = requestRecords(identity, parts.ids)
  const mount = mounted(place, options)
  return {
    ...mount,
    ...(name === 'hub' && { limits: { ...mount.limits, ...gatewayLimits(parts.hubLimits) } }),
    authorize: authorizerOf({ api, owner: { path }, records }, authorizers, parts),
    ...(name === 'chat' && { takesUnmapped: carriesToken }),
  }
}

function hostedMount(stage: HostedApiStage, options: StoaOptions, parts: MountsOptions): MountOptions {
  const { name, path, environment = {}, authorizers = [{ type: 'none' }], contract = {} } = stage
  const { maxMessageBytes } = options.stageFile?.limits ?? {}
  const hosted = hostedApiOf(stage, { ...parts, stage: options.stage ?? 'poc', maxMessageBytes })
  const authorized = { api: { name, token: anyToken }, owner: { path, environment }, records: hosted.records }
  const api = hosted.define(authorizerOf(authorized, authorizers, parts))
  const mount = mounted({ api, path, stage }, options)
  return {
    ...mount,
    stage: hosted.stageName,
    profile: { ...mount.profile, pingsCount: contract.pingKeepsAlive ?? false },
    routeThrottles: Object.fromEntries(
      Object.entries(stage.routes).flatMap(([key, { throttle }]) => (throttle ? [[key, throttle]] : [])),
    ),
  }
}

/** Where clients of APIs of one's own put a token for an authorizer of Stoa's. */
const anyToken: TokenSource = ({ query, headers }) => {
  const { authorization } = headers
  const bearer = typeof authorization === 'string' ? authorization.replace(/^Bearer /i, '') : undefined
  return query.get('access_token') ?? query.get('token') ?? query.get('Authorization') ?? bearer
}

/** The first clients of the chat connect to any path. */
const carriesToken = (query: URLSearchParams): boolean => query.has('auth_token')

const taken = (first: Api, second: Api, path: string): ConfigurationError =>
  new ConfigurationError(
    `${first.name} and ${second.name} would both be at ${path}; give one of them another path in the stage file ` +
      `(apis: { ${second.name}: { path: /${second.name} } })`,
  )
