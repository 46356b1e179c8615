import { expect, type TestContext, vi } from 'vitest'
import { openNode } from './fleet.ts'
import { expectKept, type Member, member, type Outage, type Publisher, publisher } from './fleet-load.ts'
import type { TestServer } from './server.ts'

/** What ends things after a test; for tests that run side by side it must be the one of their context. */
export type Finished = Pick<TestContext, 'onTestFinished'>

/** Nodes must say so soon that something is away, and refuse what needs it from then on at once. In milliseconds. */
export const noticedWithinMs = 2_500
const refusedWithinMs = 100

/** So many numbers are accepted before a fault, and after it. */
const someNumbers = 100

export async function nodeFor({ onTestFinished }: Finished, url: string): Promise<TestServer> {
  const node = await openNode({ redis: { url } })
  onTestFinished(() => node.stop())
  return node
}

/** Two nodes under load: a publisher and a member on one of them, and two members on the other one. */
export interface Crowd {
  readonly a: TestServer
  readonly b: TestServer
  readonly speaker: Publisher & Member
  /** The speaker is one of them. */
  readonly members: readonly Member[]
  readonly channels: readonly string[]
}

/** When it is there, the first numbers have been accepted. */
export async function crowd(
  context: Finished,
  urls: { readonly a: string; readonly b: string },
  channels: readonly string[] = ['c'],
): Promise<Crowd> {
  const [a, b] = [await nodeFor(context, urls.a), await nodeFor(context, urls.b)]
  const others = [
    await member(a, 'Al', channels),
    await member(b, 'Bob', channels),
    await member(b, 'Ben', channels),
  ]
  const speaker = await publisher(a, 'Ada', channels)
  const all = { a, b, speaker, members: [speaker, ...others], channels }
  await moreAccepted(speaker)
  return all
}

/** Resolves when more numbers have been accepted. */
export async function moreAccepted({ sent }: Publisher): Promise<void> {
  const count = () => sent.filter(({ reply }) => reply === 'accepted').length
  const goal = count() + someNumbers
  await vi.waitFor(() => expect(count()).toBeGreaterThanOrEqual(goal), { timeout: 10_000, interval: 20 })
}

/** The load goes on for a moment and ends: all sockets are open, and what was accepted was heard once. */
export async function endLoad({ speaker, members, channels }: Crowd): Promise<void> {
  await moreAccepted(speaker)
  await speaker.stop()
  for (const { client } of members) expect(client.ws.readyState).toBe(client.ws.OPEN)
  await expectKept(speaker.sent, members, channels)
}

/** What took longer than it may. */
export function tooLong({ firstRefusalMs, refusalMs, backMs }: Outage, backWithinMs: number): string[] {
  return [
    firstRefusalMs < noticedWithinMs ? [] : [`the first refusal after ${firstRefusalMs} ms`],
    refusalMs < refusedWithinMs ? [] : [`refusals after ${refusalMs} ms`],
    backMs < backWithinMs ? [] : [`the last refusal after ${backMs} ms`],
  ].flat()
}

export const fine = { status: 200, message: 'OK' }
export const away = { status: 503, message: expect.stringMatching(/Redis .*away: ./) }

/** Resolves when all nodes say that of themselves. */
export async function become(nodes: readonly TestServer[], health: object, timeout: number): Promise<void> {
  const look = (node: TestServer) => async () => expect(await ready(node)).toEqual(health)
  await Promise.all(nodes.map((node) => vi.waitFor(look(node), { timeout, interval: 25 })))
}

async function ready({ url }: Pick<TestServer, 'url'>): Promise<{ status: number; message: string }> {
  const response = await fetch(`${url}/health/ready`)
  const { message } = JSON.parse(await response.text())
  return { status: response.status, message }
}
