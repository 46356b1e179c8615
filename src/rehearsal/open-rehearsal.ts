import { resolve } from 'node:path'
import type { Clock, Ids, Log } from '../core/index.ts'
import type { Limits, Profile, ProfileName } from '../gateway/index.ts'
import type { FunctionLogLine, InvocationRecord } from '../hosted/index.ts'
import { type Credentials, sigV4Verifier } from '../identity/index.ts'
import { SlowModels } from '../integration/index.ts'
import { functionsSocket, type OwnSocket } from '../presets/functions-socket.ts'
import { systemClock, systemIds } from '../stores/index.ts'
import { apiDomain, region } from './arns.ts'
import type { EventSource } from './functions/event-source.ts'
import { eventSources } from './functions/event-sources.ts'
import { type RunFunctions, runFunctions } from './functions/run-functions.ts'
import { runSchedules, type Schedules } from './functions/schedules.ts'
import { runTriggers } from './functions/triggers.ts'
import type { ManagementFault } from './gateway/connections-guard.ts'
import { mountsOf, type Names } from './gateway/mounts.ts'
import { type PlacedApi, placedApis } from './gateway/placed-apis.ts'
import { ownNames, type Served, serve } from './gateway/serve.ts'
import { webSocketApis } from './gateway/web-socket-apis.ts'
import { type Distribution, distributions } from './http/distributions.ts'
import { type RestApi, restApis } from './http/rest-apis.ts'
import { functionCalled } from './http/services-http.ts'
import { policiesOf } from './iam/index.ts'
import { type LastOf, lastOf } from './last-of.ts'
import { RehearsalProblem } from './problem.ts'
import type { Rehearsal } from './rehearsal.ts'
import { type Aws, type AwsOptions, openAws } from './services/index.ts'
import { settled } from './settled.ts'

export interface RehearsalOptions extends Pick<AwsOptions, 'pageSize' | 'visibilityMs' | 'includes'> {
  /** CDK's output folder. */
  readonly out: string
  /** The default, 0, picks a free one. It is one of loopback in any case. */
  readonly port?: number
  /** The default is `open`: connections live as long as they answer. */
  readonly profile?: ProfileName
  readonly spans?: Partial<Profile>
  readonly limits?: Partial<Limits>
  /** What events call the APIs, and where functions call back. The default is `aws`. */
  readonly names?: Names
  /** What connections to APIs with `AWS_IAM` are signed with. */
  readonly credentials?: readonly Credentials[]
  /** Answers of the management API that are not the gateway's, for tests of what functions make of them. */
  readonly managementFault?: ManagementFault
  /** Told of what functions log, with what each is called in its stack: `chat Routes`. */
  readonly onLog?: (line: FunctionLogLine, label: string) => void
  readonly clock?: Clock
  readonly ids?: Ids
  readonly log?: Log
}

/** What the parts of a rehearsal share. */
export interface Parts {
  readonly options: RehearsalOptions
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly aws: Aws
  readonly functions: RunFunctions
  readonly socket: OwnSocket
  readonly places: readonly PlacedApi[]
  readonly rest: readonly RestApi[]
  readonly distributions: readonly Distribution[]
  readonly lines: LastOf<FunctionLogLine>
  readonly records: LastOf<InvocationRecord>
  /** What functions may not do to connections. */
  readonly denied: LastOf<string>
  /** Say which port the server listens on, before the first event. */
  serveAt(port: number): void
}

/** What goes on while it is served. */
interface Work {
  readonly sources: readonly EventSource[]
  readonly schedules: Schedules
}

const mostKept = 10_000
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Serve what CDK synthesized. Rejects with a `RehearsalProblem` or a `TemplateProblem` where it could not be deployed or
 * is not known here, and with the system's error when the port cannot be had.
 */
export async function openRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const parts = await assemble(options)
  let served: Served | undefined
  let work: Work | undefined
  const end = async (): Promise<void> => {
    work?.schedules.stop()
    await Promise.all(work?.sources.map((source) => source.stop()) ?? [])
    await served?.drain()
    await parts.functions.hosted.stop()
    await served?.close()
    parts.socket.remove()
    await parts.aws.stop()
  }
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => (stopped ??= end())
  try {
    served = await serve(parts, mounts(parts))
    parts.serveAt(served.port)
    parts.aws.onInvoke((resource, event) => parts.functions.get(resource.arn).call(event))
    await initialize(parts)
    work = { sources: eventSources(parts), schedules: runSchedules(parts) }
    return rehearsal(parts, served, work, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function assemble(options: RehearsalOptions): Promise<Parts> {
  const { clock = systemClock(), ids = systemIds(), log = silent } = options
  const { pageSize, visibilityMs, includes } = options
  const aws = await openAws({
    out: resolve(options.out),
    clock,
    ids,
    log: (line) => log.warn({}, line),
    ...(includes !== undefined && { includes }),
    ...(pageSize !== undefined && { pageSize }),
    ...(visibilityMs !== undefined && { visibilityMs }),
  })
  try {
    return partsOf(options, { clock, ids, log }, aws)
  } catch (error) {
    await aws.stop()
    throw error
  }
}

function partsOf(options: RehearsalOptions, ports: Pick<Parts, 'clock' | 'ids' | 'log'>, aws: Aws): Parts {
  const { model } = aws
  const places = placedApis(webSocketApis(model))
  const rest = restApis(model)
  const shown = distributions(aws, policiesOf(model))
  const socket = functionsSocket()
  const lines = lastOf<FunctionLogLine>(mostKept)
  const records = lastOf<InvocationRecord>(mostKept)
  let port = 0
  const names = [
    ...places.map(({ api }) => apiDomain(api.id)),
    ...rest.map(({ id }) => apiDomain(id)),
    ...shown.map(({ domainName }) => domainName),
    `cognito-idp.${region}.amazonaws.com`,
  ]
  const functions = runFunctions({
    ...ports,
    aws,
    server: () => ({
      path: socket.path,
      names: [...names, ...(options.names === 'local' ? ownNames.map((name) => `${name}:${port}`) : [])],
    }),
    onInvoked: (record) => records.add(record),
    onLog: (line, label) => {
      lines.add(line)
      options.onLog?.(line, label)
    },
  })
  return {
    ...ports,
    options,
    aws,
    functions,
    socket,
    places,
    rest,
    distributions: shown,
    lines,
    records,
    denied: lastOf(mostKept),
    serveAt(listeningPort) {
      port = listeningPort
    },
  }
}

function mounts({ options, aws: { model }, functions, clock, ids, places }: Parts) {
  const { profile = 'open', spans = {}, limits = {}, names = 'aws', credentials = [] } = options
  const verifier = sigV4Verifier({ credentials, clock })
  const slowModels = new SlowModels(clock)
  return mountsOf(places, {
    model,
    functions,
    clock,
    ids,
    profile,
    spans,
    limits,
    slowModels,
    names,
    verifier,
  })
}

/** What a deployment does at its end: its triggers, and the first keys. */
async function initialize({ aws, functions }: Parts): Promise<void> {
  await runTriggers(aws.model, functions)
  const keys = functionCalled('GenerateKeys', aws, functions)
  if (keys === undefined || aws.model.ofType('Custom::Trigger').length > 0) return
  const invoked = await keys.call('{}')
  if (invoked.kind === 'failed')
    throw new RehearsalProblem(`${keys.name} failed: ${invoked.errorType}: ${invoked.errorMessage}`)
}

function rehearsal(
  { aws, functions, clock, places, lines, records, denied }: Parts,
  { url, port, connections }: Served,
  { sources, schedules }: Work,
  stop: () => Promise<void>,
): Rehearsal {
  return {
    url,
    wsUrl: url.replace(/^http/, 'ws'),
    port,
    apis: places.map(({ api: { id, stage }, shortName, paths }) => ({ name: shortName, id, stage, paths })),
    aws,
    functions: functions.all.map(({ name, label }) => ({ name, label })),
    notRun: functions.notRun,
    schedules: schedules.rules,
    connections,
    async invoke(name, payload = {}) {
      const fn = functionCalled(name, aws, functions)
      if (fn === undefined) throw new RehearsalProblem(`there is no function ${name}`)
      return fn.call(JSON.stringify(payload))
    },
    runSchedules: () => schedules.runAll(),
    settled: () => settled({ aws, functions, sources, clock }),
    warm: () => functions.hosted.warm(),
    counts: () => aws.counts(),
    denied: () => [...aws.denied(), ...denied.all()],
    logs: () => lines.all(),
    invocations: () => records.all(),
    stop,
  }
}
