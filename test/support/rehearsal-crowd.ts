import { once } from 'node:events'
import WebSocket from 'ws'
import { Client } from './client.ts'
import { heard } from './heard.ts'
import { poolUser, relayUrl } from './pool.ts'
import type { RehearsedServer } from './rehearsal-stacks.ts'

/** What one message to everybody has cost. */
export interface Work {
  readonly size: number
  /** Commands by service and name: `dynamodb:Query`. */
  readonly commands: Readonly<Record<string, number>>
  readonly invocations: number
}

/** Players of the relay, of whom one says something to all others. */
export interface Crowd {
  grow(size: number): Promise<void>
  /** Say it, and wait until nothing is at work any more. */
  say(text: string): Promise<Work>
  /** How many of the others have heard it so often: `{ 1: 99 }`. */
  copies(text: string): Readonly<Record<number, number>>
}

/** Connections that are opened at once. */
const atOnce = 100
/** A machine that is busy with others answers a connect too late now and then. */
const attempts = 3

export async function gather(server: RehearsedServer): Promise<Crowd> {
  const url = relayUrl(server, await poolUser(server))
  const speaker = await Client.open(url)
  const others: Map<string, number>[] = []
  let begun = 1
  const open = async (): Promise<void> => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    const copies = new Map<string, number>()
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString() : ''
      copies.set(text, (copies.get(text) ?? 0) + 1)
    })
    await once(socket, 'open')
    others.push(copies)
  }
  const openAfterAll = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await open()
      } catch (error) {
        if (attempt === attempts) throw error
      }
    }
  }
  return {
    async grow(size) {
      const openSome = async (): Promise<void> => {
        while (begun < size) {
          begun += 1
          await openAfterAll()
        }
      }
      await Promise.all(Array.from({ length: atOnce }, openSome))
      await server.settled()
    },
    async say(text) {
      server.aws.resetCounts()
      speaker.send({ action: 'message', message: text })
      if ((await heard(speaker)).length > 0) throw new Error('the speaker heard something')
      await server.settled()
      const invocations = server.invocations().filter(({ event }) => event.includes(text)).length
      return { size: 1 + others.length, commands: byCommand(server.counts()), invocations }
    },
    copies(text) {
      const counts: Record<number, number> = {}
      for (const copies of others) {
        const count = copies.get(text) ?? 0
        counts[count] = (counts[count] ?? 0) + 1
      }
      return counts
    },
  }
}

/** Whatever it is done to. */
function byCommand(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const [name, count] of Object.entries(counts)) {
    const [command = ''] = name.split(' ')
    sums[command] = (sums[command] ?? 0) + count
  }
  return sums
}

/** Commands and invocations for each connection. */
export function perConnection({ size, commands, invocations }: Work): number {
  return (Object.values(commands).reduce((sum, count) => sum + count, 0) + invocations) / size
}
