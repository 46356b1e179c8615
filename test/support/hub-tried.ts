import { afterEach, expect } from 'vitest'
import WebSocket from 'ws'
import {
  type Client,
  type ClientOptions,
  type ConnectionState,
  connect,
  type Gap,
  HubFailure,
} from '../../src/client/index.ts'
import { HubServer, type HubServerOptions } from './hub-server.ts'
import { ManualPlatform } from './hub-server-time.ts'

export const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

export async function serve(options: HubServerOptions = {}): Promise<HubServer> {
  const server = await HubServer.start(options)
  ends.push(() => server.stop())
  return server
}

export interface Tried {
  readonly client: Client
  readonly time: ManualPlatform
  readonly states: ConnectionState[]
  readonly failures: HubFailure[]
}

export function start(server: { readonly url: string }, options: Partial<ClientOptions> = {}): Tried {
  const time = new ManualPlatform()
  const client = connect({ url: server.url, WebSocket, platform: time, ...options })
  const states: ConnectionState[] = []
  const failures: HubFailure[] = []
  client.on('state', (state) => states.push(state))
  client.on('error', (failure) => failures.push(failure))
  ends.push(() => client.close())
  return { client, time, states, failures }
}

export const until = async (claim: () => boolean): Promise<void> => {
  await expect.poll(claim, { timeout: 10_000, interval: 5 }).toBe(true)
}

export const isIn = ({ client }: Tried, state: ConnectionState['state']): Promise<void> =>
  until(() => client.state.state === state)

/** What a channel hands out. */
export function heard(client: Client, name: string) {
  const channel = client.channel<unknown>(name)
  const data: unknown[] = []
  const gaps: Gap[] = []
  channel.on('message', (message) => data.push(message.data))
  channel.on('gap', (gap) => gaps.push(gap))
  return { channel, data, gaps }
}

export const connectionOf = (server: HubServer) => [...server.connections].at(-1)
export const actions = (server: HubServer): string[] =>
  connectionOf(server)?.asked.map(({ action }) => action) ?? []
export const keyOf = (server: HubServer): unknown =>
  connectionOf(server)?.asked.find(({ action }) => action === 'publish')?.key
export const code = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof HubFailure ? error.code : String(error)),
  )
