import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type MountOptions, openGateway } from '../../gateway/index.ts'
import { type Guard, guard } from '../../identity/index.ts'
import { addresses } from '../../presets/addresses.ts'
import { memoryDeadLetters, memoryEvents, memoryUsers } from '../../stores/index.ts'
import { apiDomain } from '../arns.ts'
import { filesHttp } from '../http/files-http.ts'
import { localUrls } from '../http/local-urls.ts'
import { restHttp } from '../http/rest-http.ts'
import { servicesHttp } from '../http/services-http.ts'
import { templateUserPool } from '../http/template-user-pool.ts'
import type { Parts } from '../open-rehearsal.ts'
import { connectionsGuard } from './connections-guard.ts'

/** The listener of a rehearsal. */
export interface Served {
  readonly url: string
  readonly port: number
  connections(): number
  /** Refuse new connections and end those there are; functions can still reach it. */
  drain(): Promise<void>
  close(): Promise<void>
}

const host = '127.0.0.1'
/** What clients on this machine call it. */
export const ownNames = ['localhost', '127.0.0.1', '[::1]']

/** Stoa's own gateway with the APIs of the templates, on one port of loopback. */
export async function serve(parts: Parts, mounts: readonly MountOptions[]): Promise<Served> {
  const { options, clock, ids, log, socket, places } = parts
  const { sourceIp } = addresses({})
  const people = guard({ verifier: undefined, sourceIp })
  let url = ''
  const deadLetters = memoryDeadLetters()
  const gateway = await openGateway(
    {
      host,
      port: options.port ?? 0,
      mounts,
      functions: socket,
      healthPort: undefined,
      routes: await routesOf(parts, people, sourceIp, () => url),
      site: undefined,
      siteApi: siteApiOf(parts),
      publicUrl: undefined,
      names: ownNames,
      awsNames: places.map(({ api }) => apiDomain(api.id)),
      guard: guarded(parts, people),
      deadLetters,
      metrics: async () => '',
    },
    {
      clock,
      ids,
      log,
      users: memoryUsers(),
      events: memoryEvents({ clock, ids, log, deadLetters, onDeath: () => {} }),
    },
  )
  url = `http://${host}:${gateway.port}`
  return {
    url,
    port: gateway.port,
    connections: gateway.connections,
    drain: () => gateway.drain(),
    close: () => gateway.close(),
  }
}

function guarded({ aws, places, socket, options, denied }: Parts, people: Guard): Guard {
  const connections = connectionsGuard({
    aws,
    places,
    socket,
    people: people('execute-api'),
    fault: options.managementFault,
    onDenied: (message) => denied.add(message),
  })
  return (service) => (service === 'execute-api' ? connections : people(service))
}

async function routesOf(
  parts: Parts,
  people: Guard,
  sourceIp: ReturnType<typeof addresses>['sourceIp'],
  serverUrl: () => string,
) {
  const { aws, functions, clock, ids, log, places, rest, distributions } = parts
  const { model } = aws
  const pool = await templateUserPool({ model, clock, ids, log, guard: people, sourceIp, serverUrl })
  return [
    restHttp({ model, functions, clock, ids, sourceIp }),
    servicesHttp({ aws, functions, people }),
    ...(pool ? [pool.http] : []),
    filesHttp({ distributions, localUrls: localUrls(places, rest) }),
  ]
}

const siteConfig = Compile(Type.Object({ server: Type.String() }))

/** The API that the site's `config.json` names: the listener answers with its address here. */
function siteApiOf({ distributions, places }: Parts): string | undefined {
  const file = distributions.find((one) => one.has('/config.json'))?.find('/config.json')
  if (file === undefined) return undefined
  const config: unknown = JSON.parse(file.object.body.toString())
  if (!siteConfig.Check(config)) return undefined
  return places.find(({ api }) => config.server === `wss://${apiDomain(api.id)}/${api.stage}`)?.paths[0]
}
