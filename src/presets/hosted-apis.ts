import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Api,
  type Authorizer,
  type Clock,
  gatewayFrames,
  type Handshake,
  type Ids,
  type Invoke,
  type Log,
} from '../core/index.ts'
import {
  apiKeys,
  type ContractSettings,
  compileModels,
  type HostedRoute,
  hostedApi,
  httpIntegration,
  type Integration,
  lambdaAuthorizer,
  lambdaIntegration,
  type Models,
  mockIntegration,
  parseIdentitySource,
  type RequestRecords,
  requestRecords,
  type SlowModels,
} from '../integration/index.ts'
import type { HostedApiStage, HostedRouteStage, LambdaAuthorizerStage } from '../stage/index.ts'
import { accountId, apiIdOf, type FunctionOwner, type Hosting } from './hosting.ts'
import { ConfigurationError } from './options.ts'

export interface HostedApisOptions {
  readonly hosting: Hosting
  /** The stage of the server. */
  readonly stage: string
  /** Of all APIs, if the stage file says it. */
  readonly maxMessageBytes?: number | undefined
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** An API of the stage file, before it is known who may connect. */
export interface HostedApi {
  readonly stage: HostedApiStage
  /** The stage that its events call. */
  readonly stageName: string
  readonly records: RequestRecords
  /** Throws `ConfigurationError`. */
  define(authorize: Authorizer): Api
}

/** An API whose routes are answered by what the stage file says. */
export function hostedApiOf(stage: HostedApiStage, options: HostedApisOptions): HostedApi {
  const { hosting, ids } = options
  const stageName = stage.stage ?? options.stage
  const { name, apiId = apiIdOf(name), variables } = stage
  const identity = { apiId, stage: stageName, accountId, region: hosting.region }
  const records = requestRecords({ ...identity, ...(variables && { variables }) }, ids)
  return {
    stage,
    stageName,
    records,
    define: (authorize) => told(name, () => defined(stage, records, authorize, options)),
  }
}

function defined(
  stage: HostedApiStage,
  records: RequestRecords,
  authorize: Authorizer,
  options: HostedApisOptions,
): Api {
  const { hosting, clock, ids } = options
  const owner = { path: stage.path, environment: stage.environment ?? {} }
  const open = (key: string, route: HostedRouteStage): HostedRoute => {
    const models = modelsOf(route, `${stage.name}, route ${key}`, hosting.folder, hosting.slowModels)
    return {
      integration: integrationOf(stage.name, route, owner, options),
      isTwoWay: route.response ?? false,
      ...(models && { models }),
    }
  }
  return hostedApi({
    name: stage.name,
    selector: stage.selector,
    routes: Object.fromEntries(Object.entries(stage.routes).map(([key, route]) => [key, open(key, route)])),
    authorize,
    records,
    ...(stage.apiKeys && { apiKeys: apiKeys(stage.apiKeys) }),
    settings: { ...settings, ...stage.contract },
    maxAnswerBytes: Math.max(
      gatewayFrames.maxMessageBytes,
      stage.limits?.maxMessageBytes ?? options.maxMessageBytes ?? 0,
    ),
    clock,
    ids,
  })
}

const settings: ContractSettings = {
  contextTypes: 'text',
  errorAnswers: 'silent',
  binary: 'refuse',
  inOrder: false,
}

function integrationOf(
  api: string,
  { integration }: HostedRouteStage,
  owner: FunctionOwner,
  options: HostedApisOptions,
): Integration {
  const { hosting, clock } = options
  switch (integration.type) {
    case 'function':
      return lambdaIntegration(hosting.open(api, integration, owner))
    case 'http':
      return httpIntegration({ timeoutMs: 29_000, ...integration, clock, all: hosting.httpSlots })
    case 'mock':
      return mockIntegration(integration)
  }
}

function modelsOf(
  route: HostedRouteStage,
  name: string,
  folder: string,
  slow: SlowModels,
): Models | undefined {
  if (route.models === undefined) return undefined
  const models = Object.fromEntries(
    Object.entries(route.models).map(([key, file]) => [key, readModel(resolve(folder, file), file)]),
  )
  return compileModels({
    name,
    models,
    slow,
    ...(route.modelSelector !== undefined && { selector: route.modelSelector }),
  })
}

function readModel(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigurationError(
      `cannot read the model ${file}: ${error instanceof Error ? error.message : ''}`,
    )
  }
}

/** A Lambda authorizer of the stage file, for an API with these records. */
export function lambdaAuthorizerOf(
  stage: LambdaAuthorizerStage,
  invoke: Invoke,
  records: RequestRecords,
  ids: Ids,
): Authorizer {
  const authorize = lambdaAuthorizer({
    invoke,
    ids,
    sources: (stage.identitySource ?? []).map(parseIdentitySource),
  })
  return (handshake: Handshake) => authorize(records.recordOf(handshake), handshake, records.idsOf(handshake))
}

/** What is wrong with an expression or a model is a mistake in the configuration. */
function told<T>(name: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw new ConfigurationError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
