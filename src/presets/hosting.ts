import { createHash } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import type { Clock, FunctionSpec, Invoke, Log } from '../core/index.ts'
import { type HostedFunctions, hostedFunctions } from '../hosted/index.ts'
import { httpSlots, type Slots, SlowModels } from '../integration/index.ts'
import type { FunctionStage, StageFile } from '../stage/index.ts'
import { endpointVariables, functionEnvironment } from './function-environment.ts'
import { functionsSocket, type OwnSocket } from './functions-socket.ts'
import type { StoaOptions } from './options.ts'

/** The account that ARNs name. */
export const accountId = '000000000000'

const defaultTimeoutMs = 29_000
const defaultMemoryMb = 512

/** Functions, and what they must know of the server that they belong to. */
export interface Hosting {
  readonly functions: HostedFunctions
  readonly region: string
  readonly folder: string
  /** Where functions reach the server; not there if there are none. */
  readonly socket?: OwnSocket
  /** What the server is called under which functions find it. */
  readonly names: readonly string[]
  /** What checks bodies whose models take long. */
  readonly slowModels: SlowModels
  /** Requests of all HTTP integrations together. */
  readonly httpSlots: Slots
  /** The host names of APIs, as AWS has them. */
  readonly awsNames: readonly string[]
  open(name: string, stage: Omit<FunctionStage, 'type'>, api: FunctionOwner): Invoke
  /** Say which port the server listens on, before the first invocation. */
  serveAt(port: number): void
  /** End the functions. */
  close(): Promise<void>
}

/** What a function belongs to. */
export interface FunctionOwner {
  /** The path of its API, for `@connections`. */
  readonly path: string | undefined
  readonly environment?: Readonly<Record<string, string>>
}

export interface HostingPorts {
  readonly clock: Clock
  readonly log: Log
}

export function openHosting(options: StoaOptions, { clock, log }: HostingPorts): Hosting {
  const { stageFile = {}, functions: watch = {} } = options
  const region = regionOf(stageFile)
  const folder = options.folder ?? process.cwd()
  const names = ownNames(options.host)
  const namesAtAws = awsNames(stageFile)
  const paths = new Map<string, string | undefined>()
  const socket = usesFunctions(stageFile) ? functionsSocket() : undefined
  const caFile = options.tls?.caFile
  const publicUrl = options.publicUrl ?? stageFile.publicUrl
  const publicNames = publicUrl === undefined ? [] : [new URL(publicUrl).host]
  let port = 0

  const functions = hostedFunctions({
    clock,
    log,
    ...watch,
    environment: ({ name }) => ({
      ...functionEnvironment({ region, caFile, env: process.env }),
      ...endpointVariables(
        { url: `${options.tls === undefined ? 'http' : 'https'}://localhost:${port}`, path: paths.get(name) },
        process.env,
      ),
    }),
    ...(socket && {
      server: () => ({
        path: socket.path,
        names: [...names.map((name) => `${name}:${port}`), ...namesAtAws, ...publicNames],
      }),
    }),
  })

  return {
    functions,
    region,
    folder,
    ...(socket && { socket }),
    names,
    awsNames: namesAtAws,
    slowModels: new SlowModels(clock),
    httpSlots: httpSlots(),
    open(owner, { handler, timeoutMs = defaultTimeoutMs, memoryMb = defaultMemoryMb, environment }, api) {
      const name = functionName(owner, handler)
      paths.set(name, api.path)
      const variables = { ...api.environment, ...environment }
      const spec: FunctionSpec = { name, handler, folder, timeoutMs, memoryMb, environment: variables }
      return functions.open(spec)
    },
    serveAt(listeningPort) {
      port = listeningPort
    },
    async close() {
      await functions.stop()
      socket?.remove()
    },
  }
}

export const defaultRegion = 'us-east-1'

/** `game`, `./lambdas/connect.handler`: `game-lambdas-connect`, a name as Lambda takes it. */
function functionName(owner: string, handler: string): string {
  const path = handler.replace(/\.handler$/, '').replaceAll(/[^\w]+/g, '-')
  return `${owner}-${path.replace(/^-+/, '')}`.slice(-64)
}

/** Ten letters and digits, always the same for a name. */
export function apiIdOf(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  return [...digest.subarray(0, 10)].map((byte) => (byte % 36).toString(36)).join('')
}

const regionOf = ({ region }: StageFile): string =>
  region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? defaultRegion

/** The host names that the APIs of a stage file would have on AWS. */
export function awsNames(stageFile: StageFile): readonly string[] {
  return (stageFile.hosted ?? []).map(
    ({ name, apiId = apiIdOf(name) }) => `${apiId}.execute-api.${regionOf(stageFile)}.amazonaws.com`,
  )
}

/** Of this machine, the names and addresses that clients may know it by. */
function ownNames(host: string | undefined): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  )
  const names = [
    'localhost',
    '127.0.0.1',
    '::1',
    hostname().toLowerCase(),
    ...addresses,
    ...(host ? [host] : []),
  ]
  return [...new Set(names.map((name) => (name.includes(':') ? `[${name.replace(/%.*/, '')}]` : name)))]
}

/** Whether anything in the stage file is answered by a function. */
function usesFunctions({ apis = {}, hosted = [], bus, hub = {} }: StageFile): boolean {
  const authorizers = Object.values(apis).flatMap((api) => (api ? (api.authorizers ?? []) : []))
  const moderated = [hub, ...Object.values(hub.namespaces ?? {})]
  return (
    moderated.some((rules) => rules !== false && Boolean(rules.moderation)) ||
    hosted.length > 0 ||
    (bus?.rules ?? []).length > 0 ||
    authorizers.some(({ type }) => type === 'lambda')
  )
}
