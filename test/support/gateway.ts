import { afterEach } from 'vitest'
import { type Api, type ApiDefinition, type Authorizer, type Clock, defineApi } from '../../src/core/index.ts'
import {
  defaultLimits,
  type Gateway,
  type GatewayOptions,
  type MountOptions,
  openGateway,
  profiles,
} from '../../src/gateway/index.ts'
import {
  memoryDeadLetters,
  memoryEvents,
  memoryHistory,
  memoryUsers,
  systemClock,
  systemIds,
} from '../../src/stores/index.ts'
import { silent } from './server.ts'

const running: Gateway[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.drain()))
})

/** A gateway with this one API at `/api`, stopped after the test. */
export async function serve(
  api: Api,
  mount: Partial<MountOptions> = {},
  options: Partial<GatewayOptions> = {},
  clock: Clock = systemClock(),
): Promise<{ readonly gateway: Gateway; readonly url: string }> {
  const ports = { clock, ids: systemIds(), log: silent }
  const deadLetters = memoryDeadLetters()
  const gateway = await openGateway(
    {
      host: '127.0.0.1',
      port: 0,
      healthPort: undefined,
      mounts: [{ api, path: '//api/', limits: defaultLimits, profile: profiles.open, ...mount }],
      routes: [],
      site: undefined,
      siteApi: '/api',
      publicUrl: undefined,
      names: ['localhost', '127.0.0.1'],
      awsNames: ['abc.execute-api.us-east-1.amazonaws.com'],
      guard: () => (_, next) => next(),
      deadLetters,
      metrics: async () => '',
      ...options,
    },
    {
      ...ports,
      users: memoryUsers(),
      historyOf: () => memoryHistory(ports),
      events: memoryEvents({ ...ports, deadLetters, onDeath: () => {} }),
    },
  )
  running.push(gateway)
  return { gateway, url: `ws://127.0.0.1:${gateway.port}/api` }
}

export const anybody: Authorizer = ({ connectionId }) => ({ allow: { id: connectionId } })

export const define = (definition: Partial<ApiDefinition>): Api =>
  defineApi({ name: 'test', selector: '$request.body.action', authorize: anybody, routes: {}, ...definition })

/** A promise that is kept by hand. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
