import { Type } from 'typebox'
import { RehearsalProblem } from '../problem.ts'
import { reader } from '../properties.ts'
import type { Model, Resource } from '../template/index.ts'

const apiProperties = reader(
  Type.Object({
    Name: Type.Optional(Type.String()),
    ProtocolType: Type.Optional(Type.String()),
    RouteSelectionExpression: Type.Optional(Type.String()),
  }),
)
const ofApi = reader(Type.Object({ ApiId: Type.String() }))
/** API Gateway waits for no integration longer ("Quotas for configuring and running a WebSocket API"). */
const longestMs = 29_000
const throttle = Type.Object({
  ThrottlingRateLimit: Type.Optional(Type.Number()),
  ThrottlingBurstLimit: Type.Optional(Type.Number()),
})
const stageProperties = reader(
  Type.Object({
    StageName: Type.String(),
    StageVariables: Type.Optional(Type.Record(Type.String(), Type.String())),
    DefaultRouteSettings: Type.Optional(throttle),
    RouteSettings: Type.Optional(Type.Record(Type.String(), throttle)),
  }),
)
const routeProperties = reader(
  Type.Object({
    RouteKey: Type.String(),
    Target: Type.Optional(Type.String()),
    AuthorizationType: Type.Optional(Type.String()),
    AuthorizerId: Type.Optional(Type.String()),
    ModelSelectionExpression: Type.Optional(Type.String()),
    RequestModels: Type.Optional(Type.Record(Type.String(), Type.String())),
    RouteResponseSelectionExpression: Type.Optional(Type.String()),
  }),
)
const integrationProperties = reader(
  Type.Object({
    IntegrationType: Type.String(),
    IntegrationUri: Type.Optional(Type.String()),
    TimeoutInMillis: Type.Optional(Type.Integer({ minimum: 50, maximum: longestMs })),
  }),
)
const authorizerProperties = reader(
  Type.Object({
    AuthorizerType: Type.String(),
    AuthorizerUri: Type.String(),
    IdentitySource: Type.Optional(Type.Array(Type.String())),
  }),
)
const modelProperties = reader(Type.Object({ Name: Type.String(), Schema: Type.Unknown() }))

/** Messages a second on average, and at once. */
export interface StageThrottle {
  readonly rate: number
  readonly burst: number
}

export interface TemplateRoute {
  readonly key: string
  /** What API Gateway calls the function under. */
  readonly integrationUri: string
  /** How long API Gateway waits for it, in milliseconds. */
  readonly timeoutMs: number
  readonly hasResponse: boolean
  /** JSON Schema, draft 4, by key. */
  readonly models: Readonly<Record<string, unknown>> | undefined
  readonly modelSelector: string | undefined
}

/** Who may connect: everybody, who signs, or whom a function lets in. */
export type TemplateAuthorizer =
  | { readonly kind: 'none' }
  | { readonly kind: 'iam' }
  | {
      readonly kind: 'function'
      readonly id: string
      readonly uri: string
      readonly identitySource: readonly string[]
    }

/** A WebSocket API of the templates, with its one stage. */
export interface WebSocketApi {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly selector: string
  readonly stage: string
  readonly variables: Readonly<Record<string, string>> | undefined
  readonly throttle: StageThrottle | undefined
  readonly routeThrottles: Readonly<Record<string, StageThrottle>>
  readonly routes: readonly TemplateRoute[]
  readonly authorizer: TemplateAuthorizer
}

/** Throws a `RehearsalProblem` for what the templates leave open or API Gateway would not take. */
export function webSocketApis(model: Model): readonly WebSocketApi[] {
  return model
    .ofType('AWS::ApiGatewayV2::Api')
    .filter((api) => apiProperties(api).ProtocolType === 'WEBSOCKET')
    .map((api) => read(api, model))
}

function read(api: Resource, model: Model): WebSocketApi {
  const { Name = api.name, RouteSelectionExpression = '$request.body.action' } = apiProperties(api)
  const own = (type: string): readonly Resource[] =>
    model.ofType(`AWS::ApiGatewayV2::${type}`).filter((resource) => ofApi(resource).ApiId === api.ref)
  const [stage, ...stages] = own('Stage')
  if (stage === undefined) throw new RehearsalProblem(`${api.path} has no stage, so nobody could reach it`)
  if (stages.length > 0) throw new RehearsalProblem(`${api.path} has several stages; one is rehearsed`)
  const { StageName, StageVariables, DefaultRouteSettings, RouteSettings = {} } = stageProperties(stage)
  const routes = own('Route')
  return {
    id: api.ref,
    name: Name,
    path: api.path,
    selector: RouteSelectionExpression,
    stage: StageName,
    variables: StageVariables,
    throttle: throttleOf(DefaultRouteSettings ?? {}),
    routeThrottles: Object.fromEntries(
      Object.entries(RouteSettings).flatMap(([key, settings]) => {
        const found = throttleOf(settings)
        return found === undefined ? [] : [[key, found]]
      }),
    ),
    routes: routes.map((route) => routeOf(route, own('Integration'), own('Model'))),
    authorizer: authorizerOf(routes, own('Authorizer')),
  }
}

function throttleOf(settings: Type.Static<typeof throttle>): StageThrottle | undefined {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings
  // The account's own limits, where a template says nothing.
  return rate === undefined && burst === undefined
    ? undefined
    : { rate: rate ?? 10_000, burst: burst ?? 5_000 }
}

function routeOf(
  route: Resource,
  integrations: readonly Resource[],
  models: readonly Resource[],
): TemplateRoute {
  const { RouteKey, Target, RequestModels, ModelSelectionExpression, RouteResponseSelectionExpression } =
    routeProperties(route)
  const target = integrations.find(({ ref }) => Target === `integrations/${ref}`)
  if (target === undefined)
    throw new RehearsalProblem(`${route.path}: ${Target ?? 'nothing'} is no integration of its API`)
  const { IntegrationType, IntegrationUri, TimeoutInMillis = longestMs } = integrationProperties(target)
  if (IntegrationType !== 'AWS_PROXY' || IntegrationUri === undefined)
    throw new RehearsalProblem(`${target.path}: only integrations of the type AWS_PROXY are rehearsed`)
  const schemaOf = (name: string): unknown => {
    const found = models.map(modelProperties).find(({ Name }) => Name === name)
    if (found === undefined) throw new RehearsalProblem(`${route.path}: there is no model ${name}`)
    return found.Schema
  }
  return {
    key: RouteKey,
    integrationUri: IntegrationUri,
    timeoutMs: TimeoutInMillis,
    hasResponse: RouteResponseSelectionExpression !== undefined,
    models:
      RequestModels &&
      Object.fromEntries(Object.entries(RequestModels).map(([key, name]) => [key, schemaOf(name)])),
    // A fixed key is no expression.
    modelSelector: ModelSelectionExpression === '$default' ? undefined : ModelSelectionExpression,
  }
}

/** What `$connect` says. Without such a route, everybody may. */
function authorizerOf(routes: readonly Resource[], authorizers: readonly Resource[]): TemplateAuthorizer {
  const connect = routes.find((route) => routeProperties(route).RouteKey === '$connect')
  if (connect === undefined) return { kind: 'none' }
  const { AuthorizationType = 'NONE', AuthorizerId } = routeProperties(connect)
  if (AuthorizationType === 'NONE') return { kind: 'none' }
  if (AuthorizationType === 'AWS_IAM') return { kind: 'iam' }
  const found = authorizers.find(({ ref }) => ref === AuthorizerId)
  if (found === undefined)
    throw new RehearsalProblem(`${connect.path}: ${AuthorizerId ?? 'nothing'} is no authorizer of its API`)
  const { AuthorizerType, AuthorizerUri, IdentitySource } = authorizerProperties(found)
  if (AuthorizerType !== 'REQUEST') throw new RehearsalProblem(`${found.path}: must be of the type REQUEST`)
  return { kind: 'function', id: found.ref, uri: AuthorizerUri, identitySource: IdentitySource ?? [] }
}
