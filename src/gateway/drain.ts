import type { Clock } from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import type { Connection } from './connection.ts'
import type { Mount } from './mount.ts'

const batches = 40
const smallestBatch = 100
const pauseMs = 50
const patienceMs = 6_000
const pollMs = 10

/**
 * End every connection: tell the clients to go, in batches with jitter so that they do not all come back at the
 * same moment, then take them out, and end without a goodbye whoever has not answered after 6 s.
 */
export async function drain(mounts: readonly Mount[], clock: Clock): Promise<void> {
  let release = (): void => {}
  const told = new Promise<void>((resolve) => {
    release = resolve
  })
  for (const mount of mounts) mount.holdEnds(told)
  await tellAll(shuffled(connectionsOf(mounts)), clock)
  release()
  const deadline = clock.now() + patienceMs
  const isBusy = (): boolean => connectionsOf(mounts).length > 0 || mounts.some((mount) => mount.isBusy())
  while (isBusy() && clock.now() < deadline) await pause(clock, pollMs)
  for (const connection of connectionsOf(mounts)) connection.terminate()
}

async function tellAll(connections: readonly Connection[], clock: Clock): Promise<void> {
  const size = Math.max(smallestBatch, Math.ceil(connections.length / batches))
  for (let from = 0; from < connections.length; from += size) {
    if (from > 0) await pause(clock, pauseMs * (0.5 + Math.random()))
    for (const connection of connections.slice(from, from + size)) {
      connection.leave('drained', closeCodes.goingAway, 'Going away')
    }
  }
  // A close is written at the end of its turn; only then is its client out of everybody's hearing.
  await pause(clock, pollMs)
}

function connectionsOf(mounts: readonly Mount[]): Connection[] {
  return mounts.flatMap((mount) => mount.connections())
}

/** In an order that says nothing of who connected when. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}
