import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Namespace } from '../../src/apis/hub/namespaces.ts'
import type { Clock } from '../../src/core/index.ts'
import { embedded, type Stoa, type StoaOptions } from '../../src/presets/index.ts'
import { hubLimits } from '../../src/protocol/index.ts'
import { systemClock } from '../../src/stores/index.ts'
import type { RecoveryHome } from './recovery-model.ts'
import { login, silent } from './server.ts'

const rules = { join: 'guest', publish: 'guest', history: 'guest', presence: 'guest' } as const
const namespaces: Readonly<Record<string, Namespace>> = {
  room: { ...rules, retention: { events: 1_000, ageMs: 3_600_000 } },
  few: { ...rules, retention: { events: 5, ageMs: 3_600_000 } },
  brief: { ...rules, retention: { events: 1_000, ageMs: 45_000 } },
}

/** What is kept of each namespace, and limits that are not what this is about. */
export const recoveryHub = {
  namespaces,
  limits: { ...hubLimits, requestsPerSecond: 2_000, burst: 2_000 },
}
export const keptOf = { room: true, few: false, brief: false }

/** The time of the machine, and some more. */
export function leapingClock(): Clock & { leapMs: number } {
  const clock = { ...systemClock(), leapMs: 0 }
  return Object.assign(clock, { now: () => Date.now() + clock.leapMs })
}

/** A minute on, and then back: not so far that keys are forgotten. */
export const leap = (clock: { leapMs: number }) => (): void => {
  clock.leapMs = clock.leapMs > 0 ? 0 : 60_000
}

/** Tokens of guests, one for each client. */
export function tokensOf(server: () => Pick<Stoa, 'url'>): (client: number) => Promise<string> {
  const tokens = new Map<number, Promise<string>>()
  return (client) => {
    const token = tokens.get(client) ?? login(server()).then(({ auth_token }) => auth_token)
    tokens.set(client, token)
    return token
  }
}

/** One process, in memory, until the test has ended. */
export async function memoryHome(): Promise<RecoveryHome> {
  const clock = leapingClock()
  const server = await embedded({ log: silent, clock, hub: recoveryHub })
  onTestFinished(() => server.stop())
  const port = Number(new URL(server.url).port)
  return {
    port: () => port,
    token: tokensOf(() => server),
    strikes: [leap(clock)],
    async mend() {
      clock.leapMs = 0
    },
    namespaces: keptOf,
    haste: 50,
    now: Date.now,
    wire: { isOrdered: true },
  }
}

/** One process with a data folder, which is ended and started again. */
export async function dataHome(): Promise<RecoveryHome> {
  const data = mkdtempSync(join(tmpdir(), 'stoa-recovery-'))
  const options: StoaOptions = { log: silent, hub: recoveryHub, data }
  let server = await embedded(options)
  onTestFinished(async () => {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const port = Number(new URL(server.url).port)
  let isUp = true
  const restart = async (): Promise<void> => {
    isUp = false
    await server.stop()
    server = await embedded({ ...options, port })
    isUp = true
  }
  return {
    port: () => (isUp ? port : undefined),
    token: tokensOf(() => server),
    strikes: [
      // Who cannot hear that it ends would be waited for.
      async (_at, lines) => {
        for (const line of lines) if (line.faults.dead.length > 0) line.cut()
        await restart()
      },
      async (_at, lines) => {
        for (const line of lines) line.cut()
        await restart()
      },
    ],
    async mend() {},
    namespaces: { room: true, few: false },
    haste: 50,
    now: Date.now,
    wire: { isOrdered: true },
  }
}
