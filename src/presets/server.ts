import { hostname } from 'node:os'
import type { Context } from 'hono'
import { hub } from '../apis/hub/api.ts'
import { docsHttp } from '../docs/index.ts'
import { type Gateway, openGateway, webSocketOrigin } from '../gateway/index.ts'
import { mountedApi } from './admin/mounted-api.ts'
import { openAdmin } from './admin.ts'
import { clientFiles } from './client-files.ts'
import type { Home } from './home.ts'
import { hubOf } from './hub.ts'
import { builtInApis, mountsOf } from './mounts.ts'
import type { StoaOptions } from './options.ts'
import { subscribeRules } from './rules.ts'
import { assemble, type ServerParts } from './server-parts.ts'
import { docsAssets, ownSite } from './site.ts'
import type { ServedApi, Stoa } from './stoa.ts'
import { version } from './version.ts'

/** Start a server in a home. What was opened is closed again if it cannot start; the home is not. */
export async function startServer(options: StoaOptions, home: Home): Promise<Stoa> {
  const parts = await assemble(options, home)
  const { identity, hosting, log, stopping, adminToken } = parts
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
    const stop = (): Promise<void> => {
      stopping.isDraining = true
      stopped ??= end(gateway, parts, url, endRules)
      return stopped
    }
    stopping.stop = () =>
      void stop().catch((error: unknown) => log.error({ err: error }, 'the server did not stop'))
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
      ...(adminToken.isMadeUp && { adminToken: adminToken.token }),
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

async function listen(
  options: StoaOptions,
  parts: ServerParts,
): Promise<{ readonly gateway: Gateway; readonly apis: readonly ServedApi[] }> {
  const { clock, ids, log, home, store, bus, identity, hosting } = parts
  const { stage = 'poc', stageFile = {} } = options
  const publicUrl = options.publicUrl ?? stageFile.publicUrl
  const hubOptions = hubOf(options, { hosting, path: '/hub', ids })
  const hubApi = hub(hubOptions, { ...store, clock, ids, log, rates: home.rates })
  const places = builtInApis(stage, ids, hubApi, stageFile)
  const mounts = mountsOf(places, options, {
    ...parts,
    sanctions: store.sanctions,
    hubLimits: hubOptions.limits,
  })
  const pathOf = (name: string): string | undefined => places.find((place) => place.name === name)?.path
  const origin = (c: Context): string => webSocketOrigin(c.req.raw, publicUrl)
  const files = {
    pool: identity.pool,
    stage,
    relayPath: pathOf('relay'),
    webchatPath: pathOf('webchat'),
    hubPath: pathOf('hub'),
    hasPasswords: identity.hasPasswords,
    origin,
  }
  const docs = docsHttp({ apis: () => mounts, version, publicUrl, assets: docsAssets() })
  let listening: Pick<Gateway, 'mounts' | 'port'> = { mounts: [], port: 0 }
  const admin = openAdmin({
    ...parts,
    token: parts.adminToken.token,
    apis: () => listening.mounts.map(mountedApi),
    hub: hubOptions,
    sanctions: store.sanctions,
    users: store.users,
    events: bus.events,
    turns: parts.counts.turns,
    publishes: parts.counts.publishes,
    isDraining: () => parts.stopping.isDraining,
    drain: () => parts.stopping.stop(),
    others: home.others,
    address: () => `${hostname()}:${listening.port}`,
    problem: () => home.sharing?.problem(),
    sourceIp: parts.addresses.sourceIp,
  })
  const gateway = await openGateway(
    {
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      tls: options.tls,
      healthPort: options.healthPort,
      ...(hosting.socket && { functions: hosting.socket }),
      mounts,
      routes: [...identity.http, clientFiles(files), docs, admin],
      site: options.site ?? ownSite(),
      ownPages: ownSite(),
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
    {
      clock,
      ids,
      log,
      users: store.users,
      events: bus.events,
      historyOf: store.historyOf,
      onRecorded: (ms) => parts.counts.publishes.add(ms),
      rates: home.rates,
      sharing: home.sharing,
    },
  )
  listening = gateway
  return { gateway, apis: mounts.map(({ api, path }) => ({ name: api.name, path })) }
}

async function end(
  gateway: Gateway,
  { identity, bus, hosting, metrics, home, log }: ServerParts,
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
