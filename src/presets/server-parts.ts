import type { Context } from 'hono'
import type { ErrorLog } from '../admin/index.ts'
import type { Clock, Ids, Log } from '../core/index.ts'
import { type Guard, guard, incomingOf, type SigV4Verifier, sigV4Verifier } from '../identity/index.ts'
import { type Addresses, addresses } from './addresses.ts'
import { type AdminToken, adminTokenOf } from './admin-token.ts'
import type { Bus } from './bus.ts'
import type { Home } from './home.ts'
import { type Hosting, openHosting } from './hosting.ts'
import { type Identity, openIdentity } from './identity.ts'
import { type Metrics, noServerCounts, openMetrics, type ServerCounts } from './metrics.ts'
import type { StoaOptions } from './options.ts'
import type { Store } from './store.ts'

/** What a server is made of. */
export interface ServerParts {
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
  readonly errors: ErrorLog
  readonly adminToken: AdminToken
  readonly stopping: Stopping
}

/** The end of the server, which somebody may ask for before it is known. */
interface Stopping {
  isDraining: boolean
  stop(): void
}

/** Open all that a server is made of, but for its listeners. */
export async function assemble(options: StoaOptions, home: Home): Promise<ServerParts> {
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
  return {
    ...ports,
    verifier,
    guard: guarded,
    addresses: from,
    identity,
    hosting,
    counts,
    metrics,
    errors: log,
    adminToken: await adminTokenOf(options, ports),
    stopping: { isDraining: false, stop: () => {} },
  }
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
