import { createHash, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import type { Clock, FunctionSpec, Ids, Invoke, Log } from '../core/index.ts'
import { type HostedFunctions, hostedFunctions } from '../hosted/index.ts'
import type { Credentials } from '../identity/index.ts'
import type { FunctionStage, StageFile } from '../stage/index.ts'
import { endpointVariables, functionEnvironment, hasOwnCredentials } from './function-environment.ts'
import type { StoaOptions } from './options.ts'

/** The account that ARNs name. */
export const accountId = '000000000000'

const defaultTimeoutMs = 29_000
const defaultMemoryMb = 512

/** Where the server is, for its functions. */
export interface Whereabouts {
  /** Without a slash at the end. */
  readonly url: string
  readonly host: string
  readonly port: number
}

/** Functions, and what they must know of the server that they belong to. */
export interface Hosting {
  readonly functions: HostedFunctions
  readonly region: string
  readonly folder: string
  /** What functions sign requests with that no credential of the server's is for; checked by the guard. */
  readonly ownCredentials: Credentials | undefined
  /** The host names of APIs, as AWS has them. */
  readonly names: readonly string[]
  open(name: string, stage: Omit<FunctionStage, 'type'>, api: FunctionOwner): Invoke
  serveAt(whereabouts: Whereabouts): void
}

/** What a function belongs to. */
export interface FunctionOwner {
  /** The path of its API, for `@connections`. */
  readonly path: string | undefined
  readonly environment?: Readonly<Record<string, string>>
}

export interface HostingPorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** `credentials`: those that the server checks signatures against. */
export function openHosting(
  options: StoaOptions,
  { clock, ids, log }: HostingPorts,
  credentials: readonly Credentials[],
): Hosting {
  const { stageFile = {}, functions: watch = {} } = options
  const region = regionOf(stageFile)
  const folder = options.folder ?? process.cwd()
  const names = awsNames(stageFile)
  const isGiven = credentials.length > 0 || hasOwnCredentials(process.env)
  const own = isGiven
    ? undefined
    : { accessKeyId: `STOA${ids.draw(alphabet, 16)}`, secretAccessKey: ids.draw(alphabet, 40) }
  const signing = process.env.AWS_ACCESS_KEY_ID ? undefined : (credentials[0] ?? own)
  const paths = new Map<string, string | undefined>()
  let here: Whereabouts | undefined
  const caFile = options.tls?.caFile
  const certificate = options.tls && new X509Certificate(options.tls.cert).fingerprint256

  const functions = hostedFunctions({
    clock,
    log,
    ...watch,
    environment: ({ name }) => ({
      ...functionEnvironment({ region, credentials: signing, caFile, env: process.env }),
      ...(here && endpointVariables({ url: here.url, path: paths.get(name) }, process.env)),
    }),
    server: () => ({
      host: here?.host ?? '127.0.0.1',
      port: here?.port ?? 0,
      ...(certificate !== undefined && { certificate }),
      names: [...ownNames(here?.port ?? 0), ...names],
    }),
  })

  return {
    functions,
    region,
    folder,
    ownCredentials: own,
    names,
    open(owner, { handler, timeoutMs = defaultTimeoutMs, memoryMb = defaultMemoryMb, environment }, api) {
      const name = functionName(owner, handler)
      paths.set(name, api.path)
      const variables = { ...api.environment, ...environment }
      const spec: FunctionSpec = { name, handler, folder, timeoutMs, memoryMb, environment: variables }
      return functions.open(spec)
    },
    serveAt(whereabouts) {
      here = whereabouts
    },
  }
}

export const defaultRegion = 'us-east-1'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

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

const regionOf = ({ region }: StageFile): string => region ?? process.env.AWS_REGION ?? defaultRegion

/** The host names that the APIs of a stage file would have on AWS. */
export function awsNames(stageFile: StageFile): readonly string[] {
  return (stageFile.hosted ?? []).map(
    ({ name, apiId = apiIdOf(name) }) => `${apiId}.execute-api.${regionOf(stageFile)}.amazonaws.com`,
  )
}

const ownNames = (port: number): readonly string[] =>
  ['localhost', '127.0.0.1', '[::1]', hostname().toLowerCase()].map((name) => `${name}:${port}`)
