import type { Context } from 'hono'
import type { Clock, Ids, Log, Rates, Sharing } from '../core/index.ts'
import { docsHttp } from '../docs/index.ts'
import { type Gateway, openGateway, webSocketOrigin } from '../gateway/index.ts'
import { type Guard, guard, incomingOf, type SigV4Verifier, sigV4Verifier } from '../identity/index.ts'
import { type Addresses, addresses } from './addresses.ts'
import type { Bus } from './bus.ts'
import { clientFiles } from './client-files.ts'
import { type Hosting, openHosting } from './hosting.ts'
import { type Identity, openIdentity } from './identity.ts'
import type { FleetCounts } from './metrics/fleet-metrics.ts'
import { type Metrics, noServerCounts, openMetrics, type ServerCounts } from './metrics.ts'
import { builtInApis, mountsOf } from './mounts.ts'
import type { StoaOptions } from './options.ts'
import { subscribeRules } from './rules.ts'
import { docsAssets, ownSite } from './site.ts'
import type { Store } from './store.ts'
import { version } from './version.ts'

/** Where an API is served. */
export interface ServedApi {
  readonly name: string
  readonly path: string
}

/** A running server. */
export interface Stoa {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly apis: readonly ServedApi[]
  /** Whether requests for AWS services must be signed. Without credentials they are answered on this machine only. */
  readonly checksSignatures: boolean
  connections(): number
  /** Load the code of all functions anew. No connection and no running invocation is lost by that. */
  reload(): Promise<readonly Reloaded[]>
  /** Drain and close everything. Calling it again waits for the same end. */
  stop(): Promise<void>
}

/** A function after its code was loaded: with a problem, its invocations fail. */
export interface Reloaded {
  readonly name: string
  readonly problem?: string
}

/** Where a server keeps what it knows, and what it shares with others. */
export interface Home {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly store: Store
  readonly bus: Bus
  readonly rates: Rates
  /** Without it, the server is alone. */
  readonly sharing?: Sharing
  /** What there is to tell of that. */
  readonly counts?: FleetCounts
  /** The server listens. */
  begin?(): void
  /** Nobody uses it any more. */
  close(): Promise<void>
}

interface Parts {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly home: Home
  readonly store: Store
  readonly bus: Bus
  readonly verifier: SigV4Verifier | undefined
  readonly guard: Guard
  readonly addresses: Addresses
  readonly identity: Identity
  readonly hosting: Hosting
  readonly counts: ServerCounts
  readonly metrics: Metrics
}

/** Start a server in a home. What was opened is closed again if it cannot start; the home is not. */
export async function startServer(options: StoaOptions, home: Home): Promise<Stoa> {
  const parts = await assemble(options, home)
  const { identity, hosting, log } = parts
  try {
    const { gateway, apis } = await listen(options, parts)
    const { host = '127.0.0.1', stage = 'poc', profile = options.stageFile?.profile ?? 'open' } = options
    const url = identity.serveAt(
      `${options.tls === undefined ? 'http' : 'https'}://${hostInUrl(host)}:${gateway.port}`,
    )
    const { port, healthPort, connections } = gateway
    hosting.serveAt(port)
    home.begin?.()
    const endRules = subscribeRules(options.stageFile?.bus?.rules ?? [], {
      ...parts,
      events: parts.bus.events,
      path: options.stageFile?.hosted?.[0]?.path,
    })
    log.info({ url, healthPort, stage, profile }, 'started')
    let stopped: Promise<void> | undefined
    const stop = (): Promise<void> => (stopped ??= end(gateway, parts, url, endRules))
    await identity.signingKeys.rotateIfDue().catch(async (error: unknown) => {
      await gateway.drain()
      await gateway.close()
      throw error
    })
    // It never rejects. What does not load is in the log, and its invocations fail with the reason.
    void hosting.functions.warm()
    return {
      url,
      port,
      apis,
      checksSignatures: parts.verifier !== undefined,
      connections,
      reload: () => hosting.functions.reload(),
      stop,
    }
  } catch (error) {
    identity.stop()
    parts.metrics.close()
    await hosting.close()
    await parts.bus.stop()
    throw error
  }
}

async function assemble(options: StoaOptions, home: Home): Promise<Parts> {
  const { clock, ids, log, store, bus } = home
  const from = addresses(options)
  const { sourceIp, isProxied } = from
  const credentials = options.credentials ?? options.stageFile?.credentials ?? []
  const verifier = credentials.length === 0 ? undefined : sigV4Verifier({ credentials, clock })
  const isBehindProxy = (options.publicUrl ?? options.stageFile?.publicUrl) !== undefined
  const ports = { home, store, bus, clock, ids, log }
  const counts = noServerCounts()
  const hosting = openHosting(counted(options, counts), ports)
  const isFunction = (c: Context): boolean => {
    const socket = incomingOf(c)?.socket
    return socket !== undefined && hosting.socket?.connections.has(socket) === true
  }
  const guarded = guard({ verifier, isFunction, sourceIp, isProxied, isBehindProxy })
  const onLimited = (): void => {
    counts.limitedLogins += 1
  }
  const identity = await openIdentity(options, {
    ...ports,
    guard: guarded,
    sourceIp,
    rates: home.sharing && home.rates,
    onLimited,
  })
  const metrics = openMetrics({
    counts,
    events: bus.counts,
    deadLetters: store.deadLetters,
    functions: hosting.functions.counts,
    fleet: home.counts,
    clock,
    log,
  })
  return { ...ports, verifier, guard: guarded, addresses: from, identity, hosting, counts, metrics }
}

/** Every invocation is counted, whoever else is told of it. */
function counted(options: StoaOptions, { invocations }: ServerCounts): StoaOptions {
  const { functions = {} } = options
  return {
    ...options,
    functions: {
      ...functions,
      onInvoked(record) {
        invocations.add(record)
        functions.onInvoked?.(record)
      },
    },
  }
}

async function listen(
  options: StoaOptions,
  parts: Parts,
): Promise<{ readonly gateway: Gateway; readonly apis: readonly ServedApi[] }> {
  const { clock, ids, log, home, store, bus, identity, hosting } = parts
  const { stage = 'poc', stageFile = {} } = options
  const publicUrl = options.publicUrl ?? stageFile.publicUrl
  const places = builtInApis(stage, ids, stageFile)
  const mounts = mountsOf(places, options, parts)
  const pathOf = (name: string): string | undefined => places.find((place) => place.name === name)?.path
  const origin = (c: Context): string => webSocketOrigin(c.req.raw, publicUrl)
  const files = {
    pool: identity.pool,
    stage,
    relayPath: pathOf('relay'),
    webchatPath: pathOf('webchat'),
    origin,
  }
  const docs = docsHttp({ apis: () => mounts, version, publicUrl, assets: docsAssets() })
  const gateway = await openGateway(
    {
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      tls: options.tls,
      healthPort: options.healthPort,
      ...(hosting.socket && { functions: hosting.socket }),
      mounts,
      routes: [...identity.http, clientFiles(files), docs],
      site: options.site ?? ownSite(),
      siteApi: pathOf('lobby'),
      publicUrl,
      clientAddress: parts.addresses.clientAddress,
      names: hosting.names,
      awsNames: hosting.awsNames,
      guard: parts.guard,
      deadLetters: store.deadLetters,
      metrics: parts.metrics.page,
      onTurn: (ms) => parts.counts.turns.add(ms),
    },
    { clock, ids, log, users: store.users, events: bus.events, rates: home.rates, sharing: home.sharing },
  )
  return { gateway, apis: mounts.map(({ api, path }) => ({ name: api.name, path })) }
}

async function end(
  gateway: Gateway,
  { identity, bus, hosting, metrics, home, log }: Parts,
  url: string,
  endRules: () => void,
): Promise<void> {
  identity.stop()
  // What waits for another attempt must become a letter while the store is open.
  await Promise.all([bus.stop().then(endRules), gateway.drain()])
  await hosting.close()
  await gateway.close()
  metrics.close()
  await home.close()
  log.info({ url }, 'stopped')
}

/** An address as it is written in a URL; this machine for all of its addresses. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
