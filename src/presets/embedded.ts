import { chat } from '../apis/chat/api.ts'
import { lobby } from '../apis/lobby/api.ts'
import type { Api, Clock, Ids, Log } from '../core/index.ts'
import {
  defaultLimits,
  type Limits,
  type MountOptions,
  openGateway,
  type Profile,
  type ProfileName,
  profiles,
} from '../gateway/index.ts'
import { guestTokens } from '../identity/index.ts'
import { systemClock, systemIds } from '../stores/index.ts'
import { type Issuer, openIssuer } from './issuer.ts'
import { serverLog } from './server-log.ts'
import { ownSite } from './site.ts'
import { openStore } from './store.ts'

/** Everything has a default: no options at all is a server in memory on a free port of this machine. */
export interface StoaOptions {
  /** The default, 127.0.0.1, is for this machine only. */
  readonly host?: string
  /** The default, 0, picks a free one. */
  readonly port?: number
  /** The name of this deployment, in its log. */
  readonly stage?: string
  /** The folder for what survives a restart. Without one, nothing does. */
  readonly data?: string
  readonly profile?: ProfileName
  /** Other spans than the profile's. */
  readonly spans?: Partial<Profile>
  readonly limits?: Partial<Limits>
  /** APIs to serve besides `chat` and `lobby`, each with an authorizer of its own. */
  readonly apis?: readonly { readonly api: Api; readonly path: string }[]
  /** Where clients reach the server, without a path. The default is its host and port. */
  readonly publicUrl?: string
  /** A second port, for health checks only. */
  readonly healthPort?: number
  /** The folder to serve at `/` instead of the page that comes with the package. */
  readonly site?: string
  readonly log?: Log
  readonly clock?: Clock
  readonly ids?: Ids
}

/** A running server. */
export interface Stoa {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  connections(): number
  /** Drain and close everything. Calling it again waits for the same end. */
  stop(): Promise<void>
}

/**
 * The home that needs nothing but Node: one process, and SQLite for what survives it. Rejects with a `StoreError` when
 * the data folder cannot be used, and with the system's error when the port cannot.
 */
export async function embedded(options: StoaOptions = {}): Promise<Stoa> {
  const {
    host = '127.0.0.1',
    port = 0,
    clock = systemClock(),
    ids = systemIds(),
    log = serverLog('warn'),
  } = options
  const store = await openStore(options.data)
  const issuer = openIssuer({ store, clock, ids, log, pinnedUrl: options.publicUrl })
  const opening = openGateway(
    {
      host,
      port,
      healthPort: options.healthPort,
      mounts: mountsOf(options, ids, issuer),
      routes: [issuer.http],
      site: options.site ?? ownSite(),
      siteApi: '/LATEST',
      publicUrl: options.publicUrl,
    },
    { clock, ids, log, users: store.users },
  )
  const gateway = await opening.catch((error: unknown) => {
    store.close()
    throw error
  })
  const url = issuer.serveAt(`http://${hostInUrl(host)}:${gateway.port}`)
  const stop = async (): Promise<void> => {
    issuer.stop()
    await gateway.drain()
    store.close()
    log.info({ url }, 'stopped')
  }
  let stopped: Promise<void> | undefined
  const stoa = { url, port: gateway.port, connections: gateway.connections, stop: () => (stopped ??= stop()) }
  await issuer.keys.rotateIfDue().catch(async (error: unknown) => {
    await stoa.stop()
    throw error
  })
  const { healthPort } = gateway
  log.info({ url, healthPort, stage: options.stage ?? 'poc', profile: options.profile ?? 'open' }, 'started')
  return stoa
}

function mountsOf(options: StoaOptions, ids: Ids, issuer: Issuer): MountOptions[] {
  const mounted = {
    limits: { ...defaultLimits, ...options.limits },
    profile: { ...profiles[options.profile ?? 'open'], ...options.spans },
  }
  return [
    { ...mounted, api: chat, path: '/', authorize: guestTokens(issuer), takesUnmapped: carriesToken },
    { ...mounted, api: lobby(ids), path: '/LATEST' },
    ...(options.apis ?? []).map((served) => ({ ...mounted, ...served })),
  ]
}

/** The first clients of the chat connect to any path. */
const carriesToken = (query: URLSearchParams): boolean => query.has('auth_token')

/** An address as it is written in a URL; this machine for all of its addresses. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
