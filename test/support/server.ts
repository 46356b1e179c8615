import { afterEach } from 'vitest'
import type { Log } from '../../src/core/index.ts'
import { embedded, type Stoa, type StoaOptions } from '../../src/presets/index.ts'
import { getJson } from './json.ts'

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

const running: Stoa[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((stoa) => stoa.stop()))
})

export interface TestServer extends Stoa {
  /** `ws://…`, without a slash at the end. */
  readonly wsUrl: string
}

/** A server on a free port of this machine, stopped after the test. */
export async function startServer(options: StoaOptions = {}): Promise<TestServer> {
  const stoa = await embedded({ log: silent, ...options })
  running.push(stoa)
  return { ...stoa, wsUrl: stoa.url.replace(/^http/, 'ws') }
}

export interface Login {
  readonly guest_secret: string
  readonly user_id: string
  readonly auth_token: string
  readonly refresh_token: string
  readonly auth_token_expires_in: number
  readonly refresh_token_expires_in: number
}

/** Log in as a new guest. */
export async function login({ url }: Pick<Stoa, 'url'>): Promise<Login> {
  return getJson(`${url}/prod/login-as-guest`)
}
