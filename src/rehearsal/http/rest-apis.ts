import { Type } from 'typebox'
import { functionArnIn } from '../arns.ts'
import { RehearsalProblem } from '../problem.ts'
import { reader } from '../properties.ts'
import type { Model, Resource } from '../template/index.ts'

const ofApi = reader(Type.Object({ RestApiId: Type.String() }))
const resourceProperties = reader(Type.Object({ ParentId: Type.String(), PathPart: Type.String() }))
const stageProperties = reader(
  Type.Object({
    StageName: Type.String(),
    Variables: Type.Optional(Type.Record(Type.String(), Type.String())),
  }),
)
const methodProperties = reader(
  Type.Object({
    HttpMethod: Type.String(),
    ResourceId: Type.String(),
    Integration: Type.Object({ Type: Type.String(), Uri: Type.Optional(Type.String()) }),
  }),
)

/** A method of a REST API, and the function that answers it. */
export interface RestMethod {
  /** `ANY` is every method. */
  readonly method: string
  readonly resourceId: string
  /** `/`, `/login`, `/{proxy+}`. */
  readonly resourcePath: string
  readonly functionArn: string
}

export interface RestApi {
  readonly id: string
  readonly stage: string
  readonly variables: Readonly<Record<string, string>> | undefined
  /** The ARN that a firewall names it by. */
  readonly stageArn: string
  readonly methods: readonly RestMethod[]
}

/** Throws a `RehearsalProblem` for an integration that is not a Lambda proxy. */
export function restApis(model: Model): readonly RestApi[] {
  return model.ofType('AWS::ApiGateway::RestApi').flatMap((api) => {
    const own = (type: string): readonly Resource[] =>
      model.ofType(`AWS::ApiGateway::${type}`).filter((one) => ofApi(one).RestApiId === api.ref)
    const [stage] = own('Stage')
    if (stage === undefined) return []
    const { StageName, Variables } = stageProperties(stage)
    const paths = pathsOf(api, own('Resource'))
    return [
      {
        id: api.ref,
        stage: StageName,
        variables: Variables,
        stageArn: `arn:aws:apigateway:${model.region}::/restapis/${api.ref}/stages/${StageName}`,
        methods: own('Method').map((method) => methodOf(method, paths)),
      },
    ]
  })
}

/** The path of each resource, by its id. */
function pathsOf(api: Resource, resources: readonly Resource[]): ReadonlyMap<string, string> {
  const rootId = api.attribute('RootResourceId')
  const byId = new Map(resources.map((resource) => [resource.ref, resourceProperties(resource)]))
  const pathOf = (id: string): string => {
    const found = byId.get(id)
    return id === rootId || found === undefined ? '' : `${pathOf(found.ParentId)}/${found.PathPart}`
  }
  return new Map([[rootId, '/'], ...resources.map(({ ref }): [string, string] => [ref, pathOf(ref)])])
}

function methodOf(method: Resource, paths: ReadonlyMap<string, string>): RestMethod {
  const { HttpMethod, ResourceId, Integration } = methodProperties(method)
  const functionArn = functionArnIn(Integration.Uri ?? '')
  const resourcePath = paths.get(ResourceId)
  if (Integration.Type !== 'AWS_PROXY' || functionArn === undefined)
    throw new RehearsalProblem(`${method.path}: only methods that a function answers are rehearsed`)
  if (resourcePath === undefined)
    throw new RehearsalProblem(`${method.path}: ${ResourceId} is no resource of its API`)
  return { method: HttpMethod, resourceId: ResourceId, resourcePath, functionArn }
}

/** The method that a request is for, with the parameters in its path. Static parts go before parameters. */
export function methodFor(
  { methods }: RestApi,
  method: string,
  path: string,
): { readonly found: RestMethod; readonly parameters: Readonly<Record<string, string>> } | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  const matches = methods
    .filter((one) => one.method === method || one.method === 'ANY')
    .flatMap((found) => {
      const parameters = match(found.resourcePath, parts)
      return parameters === undefined ? [] : [{ found, parameters }]
    })
  const order = ({ found }: { readonly found: RestMethod }): string =>
    `${found.resourcePath.replaceAll(/\{\w+\+\}/g, '~').replaceAll(/\{\w+\}/g, '|')} ${found.method === 'ANY' ? 1 : 0}`
  return matches.sort((one, other) => (order(one) < order(other) ? -1 : 1))[0]
}

function match(resourcePath: string, parts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const wanted = resourcePath.split('/').filter((part) => part !== '')
  const parameters: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    const [, greedy] = /^\{(\w+)\+\}$/.exec(part) ?? []
    if (greedy !== undefined) {
      if (parts.length <= at) return undefined
      parameters[greedy] = parts.slice(at).join('/')
      return parameters
    }
    const given = parts[at]
    if (given === undefined) return undefined
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? []
    if (name !== undefined) parameters[name] = given
    else if (part !== given) return undefined
  }
  return parts.length === wanted.length ? parameters : undefined
}
