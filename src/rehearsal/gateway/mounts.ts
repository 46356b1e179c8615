import {
  type Api,
  type Authorizer,
  type Clock,
  gatewayFrames,
  type Handshake,
  type Ids,
} from '../../core/index.ts'
import {
  defaultLimits,
  type Limits,
  type MountOptions,
  type Profile,
  type ProfileName,
  profiles,
} from '../../gateway/index.ts'
import { anyone, type SigV4Verifier, signedRequests } from '../../identity/index.ts'
import {
  compileModels,
  type HostedRoute,
  hostedApi,
  type Integration,
  lambdaAuthorizer,
  lambdaIntegration,
  parseIdentitySource,
  type RequestRecords,
  requestRecords,
  type SlowModels,
} from '../../integration/index.ts'
import { accountId, apiDomain, executeApiArn, functionArnIn, region } from '../arns.ts'
import type { RunFunction, RunFunctions } from '../functions/run-functions.ts'
import { RehearsalProblem } from '../problem.ts'
import type { Model } from '../template/index.ts'
import { mayInvoke, permitted } from './permitted.ts'
import type { PlacedApi } from './placed-apis.ts'
import type { TemplateRoute, WebSocketApi } from './web-socket-apis.ts'
import { withinTime } from './within-time.ts'

/** `aws`: `ID.execute-api.REGION.amazonaws.com`; `local`: what the client called this machine. */
export type Names = 'aws' | 'local'

export interface MountsOptions {
  readonly model: Model
  readonly functions: RunFunctions
  readonly clock: Clock
  readonly ids: Ids
  readonly profile: ProfileName
  readonly spans: Partial<Profile>
  readonly limits: Partial<Limits>
  readonly slowModels: SlowModels
  /** What events call the API: as AWS does, or as its client has. */
  readonly names: Names
  /** What connections are checked against that must be signed. */
  readonly verifier: SigV4Verifier
}

/** The WebSocket APIs as the gateway serves them. Throws a `RehearsalProblem` for what API Gateway would not take. */
export function mountsOf(places: readonly PlacedApi[], options: MountsOptions): MountOptions[] {
  return places.flatMap((place) => {
    const { api: template, paths, takesUnmapped } = place
    const api = defined(place, options)
    const mount = {
      api,
      stage: template.stage,
      limits: { ...defaultLimits, ...options.limits },
      profile: { ...profiles[options.profile], ...options.spans },
      routeThrottles: template.routeThrottles,
      ...(template.throttle && { throttle: template.throttle }),
    }
    return paths.map((path) => ({
      ...mount,
      path,
      ...(takesUnmapped && path === '/' && { takesUnmapped: carriesToken }),
    }))
  })
}

const carriesToken = (query: URLSearchParams): boolean => query.has('auth_token')

function defined(place: PlacedApi, options: MountsOptions): Api {
  const { api, shortName } = place
  const { clock, ids } = options
  const records = recordsOf(place, options)
  const open = (route: TemplateRoute): HostedRoute => {
    const { key, models, modelSelector, hasResponse } = route
    return {
      integration: integrationOf(api, route, options),
      isTwoWay: hasResponse,
      ...(models && {
        models: compileModels({
          name: `${api.path}, route ${key}`,
          models,
          slow: options.slowModels,
          ...(modelSelector !== undefined && { selector: modelSelector }),
        }),
      }),
    }
  }
  return hostedApi({
    name: shortName,
    selector: api.selector,
    routes: Object.fromEntries(api.routes.map((route) => [route.key, open(route)])),
    authorize: authorizerOf(api, records, options),
    records,
    settings: { contextTypes: 'text', errorAnswers: 'silent', binary: 'refuse', inOrder: false },
    maxAnswerBytes: gatewayFrames.maxMessageBytes,
    clock,
    ids,
  })
}

function recordsOf({ api, paths }: PlacedApi, { ids, names }: MountsOptions): RequestRecords {
  const { id, stage, variables } = api
  const identity = { apiId: id, stage, accountId, region }
  const records = requestRecords({ ...identity, ...(variables && { variables }) }, ids)
  // With a name of this machine, the path is all that says which API is meant.
  if (names === 'local' && paths.includes(`/${stage}`)) return records
  return {
    ...records,
    recordOf: (handshake) => ({ ...records.recordOf(handshake), domainName: apiDomain(id) }),
  }
}

/** A function that API Gateway may not call is an internal error to the client: HTTP 500 to one that connects. */
function integrationOf(api: WebSocketApi, route: TemplateRoute, options: MountsOptions): Integration {
  const fn = functionOf(route.integrationUri, `${api.path}, route ${route.key}`, options.functions)
  const sourceArn = executeApiArn(api.id, `${api.stage}/${route.key}`)
  if (mayInvoke(options.model, fn, sourceArn)) {
    const integration = lambdaIntegration(fn.invoke)
    return fn.timeoutMs <= route.timeoutMs
      ? integration
      : withinTime(integration, route.timeoutMs, options.clock)
  }
  if (route.key === '$connect') return async () => ({ kind: 'returned', result: { statusCode: 500 } })
  return lambdaIntegration(permitted(options.model, fn, sourceArn))
}

function authorizerOf(api: WebSocketApi, records: RequestRecords, options: MountsOptions): Authorizer {
  const { authorizer } = api
  if (authorizer.kind === 'none') return anyone
  if (authorizer.kind === 'iam') return signedRequests({ verifier: options.verifier })
  const fn = functionOf(authorizer.uri, `${api.path}, its authorizer`, options.functions)
  const sourceArn = executeApiArn(api.id, `authorizers/${authorizer.id}`)
  const authorize = lambdaAuthorizer({
    invoke: permitted(options.model, fn, sourceArn),
    ids: options.ids,
    sources: authorizer.identitySource.map(parseIdentitySource),
  })
  return (handshake: Handshake) => authorize(records.recordOf(handshake), handshake, records.idsOf(handshake))
}

function functionOf(uri: string, what: string, functions: RunFunctions): RunFunction {
  const arn = functionArnIn(uri)
  if (arn === undefined) throw new RehearsalProblem(`${what}: ${uri} calls no function`)
  return functions.get(arn)
}
