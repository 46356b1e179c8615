import { afterEach } from 'vitest'
import { type FleetOptions, fleet, type Stoa } from '../../src/presets/index.ts'
import { type Program, serve } from './program.ts'
import type { TestRedis } from './redis.ts'
import { silent, type TestServer } from './server.ts'

const running: Stoa[] = []
let fleets = 0

afterEach(async () => {
  await Promise.all(running.splice(0).map((stoa) => stoa.stop()))
})

/** A prefix that no other fleet of this process has. */
export function freshPrefix(): string {
  fleets += 1
  return `fleet${fleets}`
}

/** A node in this process on a free port. The caller stops it. */
export async function openNode(options: FleetOptions): Promise<TestServer> {
  const stoa = await fleet({ log: silent, ...options })
  return { ...stoa, wsUrl: stoa.url.replace(/^http/, 'ws') }
}

/** The same, stopped after the test. Not for tests that run side by side. */
export async function startNode(options: FleetOptions): Promise<TestServer> {
  const node = await openNode(options)
  running.push(node)
  return node
}

/** Three nodes of one fleet, started at once. Without a prefix it is the one that the test before had, with its keys. */
export async function startThree(
  { url }: Pick<TestRedis, 'url'>,
  { prefix = 'fleet', ...options }: Partial<FleetOptions> & { readonly prefix?: string } = {},
): Promise<readonly [TestServer, TestServer, TestServer]> {
  const redis = { url, prefix }
  return Promise.all([
    startNode({ redis, ...options }),
    startNode({ redis, ...options }),
    startNode({ redis, ...options }),
  ])
}

/** A node that is a process of its own. */
export interface NodeProcess extends Program {
  readonly url: string
  readonly wsUrl: string
}

/** `stoa serve` as one node of a fleet, once it is ready. It does not outlive the test. */
export function serveNode(redis: string, prefix: string, ...args: readonly string[]): Promise<NodeProcess> {
  return serve(['--redis', redis, '--redis-prefix', prefix, '--log-level', 'warn', '--no-manifest', ...args])
}
