import { expect, vi } from 'vitest'
import type { Client } from './client.ts'
import { chatter, message } from './fleet-clients.ts'
import type { TestServer } from './server.ts'

type Node = Pick<TestServer, 'url' | 'wsUrl'>

const perSecond = 200
const tickMs = 5
const patience = { timeout: 10_000, interval: 20 }

/** A numbered message, and what its sender was told. Moments are those of `performance.now()`. */
export interface Sent {
  readonly number: number
  readonly channel: string
  readonly sentAt: number
  reply: 'none' | 'accepted' | 'refused'
  repliedAt: number
}

/** Somebody who says one number after the other, and remembers what becomes of each. */
export interface Publisher {
  readonly client: Client
  readonly sent: readonly Sent[]
  /** Say no more. Resolves when everything has been answered that will be. */
  stop(): Promise<void>
}

/** Somebody who remembers the numbers that came, for each channel. */
export interface Member {
  readonly client: Client
  readonly heard: ReadonlyMap<string, readonly number[]>
}

/** The number in a message of the chat, and its channel. */
function numberIn(frame: string): { readonly number: number; readonly channel: string } | undefined {
  const [, text = '', channel = ''] =
    /^\{"type":"chat_message_received","payload":\{"username":"[^"]*","message":"(\d+)","channel":"([^"]*)"\}\}$/.exec(
      frame,
    ) ?? []
  return text === '' ? undefined : { number: Number(text), channel }
}

function onFrame(client: Client, take: (frame: string) => void): void {
  client.ws.on('message', (data) => take(Buffer.isBuffer(data) ? data.toString() : ''))
}

/** A member of channels of the chat on this node. */
export async function member(node: Node, name: string, channels: readonly string[]): Promise<Member> {
  const client = await chatter(node, name, ...channels)
  return { client, heard: hearing(client) }
}

function hearing(client: Client): Map<string, number[]> {
  const heard = new Map<string, number[]>()
  onFrame(client, (frame) => {
    const found = numberIn(frame)
    if (found === undefined) return
    const numbers = heard.get(found.channel) ?? []
    numbers.push(found.number)
    heard.set(found.channel, numbers)
  })
  return heard
}

/** A member who says 200 numbers a second, from `first` on, to one channel after the other. */
export async function publisher(
  node: Node,
  name: string,
  channels: readonly string[],
  first = 1,
): Promise<Publisher & Member> {
  const { client, heard } = await member(node, name, channels)
  const sent: Sent[] = []
  let answered = 0
  onFrame(client, (frame) => {
    if (numberIn(frame) !== undefined) return
    // Replies come in the order of the requests.
    const next = sent[answered]
    if (next === undefined || !/^\{"(message|error)":/.test(frame)) return
    answered += 1
    next.reply = frame.startsWith('{"message":"Message sent to ') ? 'accepted' : 'refused'
    next.repliedAt = performance.now()
  })
  const since = performance.now()
  const timer = setInterval(() => {
    while (sent.length < ((performance.now() - since) / 1_000) * perSecond) {
      const channel = channels[sent.length % channels.length] ?? ''
      const number = first + sent.length
      client.send(message(channel, `${number}`))
      sent.push({ number, channel, sentAt: performance.now(), reply: 'none', repliedAt: 0 })
    }
  }, tickMs)
  void client.closed.then(() => clearInterval(timer))
  return {
    client,
    heard,
    sent,
    async stop() {
      clearInterval(timer)
      await Promise.race([client.closed, vi.waitFor(() => expect(answered).toBe(sent.length), patience)])
    },
  }
}

/** Of this channel, what was accepted. */
const acceptedOn = (sent: readonly Sent[], channel: string): number[] =>
  sent.filter((each) => each.reply === 'accepted' && each.channel === channel).map(({ number }) => number)

/** Everybody has heard each accepted number once and in order, and no other one twice. */
export async function expectKept(
  sent: readonly Sent[],
  members: readonly Member[],
  channels: readonly string[],
): Promise<void> {
  for (const channel of channels) {
    const accepted = acceptedOn(sent, channel)
    const known = new Set(accepted)
    const heardOf = ({ heard }: Member): number[] => [...(heard.get(channel) ?? [])]
    for (const each of members) {
      const kept = () => heardOf(each).filter((number) => known.has(number))
      const count = () => expect(kept().length).toBeGreaterThanOrEqual(accepted.length)
      await vi.waitFor(count, patience)
      expect(twiceIn(heardOf(each))).toEqual([])
      expect(kept()).toEqual(accepted)
    }
  }
}

const twiceIn = (numbers: readonly number[]): number[] =>
  numbers.filter((number, at) => numbers.indexOf(number) !== at)

export interface Outage {
  /** From the fault to the first refusal, in milliseconds. */
  readonly firstRefusalMs: number
  /** From a request to its refusal, after the first one: half of them took no longer. */
  readonly refusalMs: number
  /** From the moment from which it should work again to the last request that was refused; not above 0 if there is none. */
  readonly backMs: number
  readonly refused: number
}

/** What a publisher saw of a fault that began at `from` and should be over at `to`. */
export function outageOf(sent: readonly Sent[], from: number, to: number): Outage {
  const refused = sent.filter(({ reply }) => reply === 'refused')
  const first = Math.min(...refused.map(({ repliedAt }) => repliedAt))
  const spans = refused
    .filter(({ sentAt }) => sentAt > first)
    .map(({ sentAt, repliedAt }) => repliedAt - sentAt)
    .sort((a, b) => a - b)
  return {
    firstRefusalMs: first - from,
    refusalMs: spans[Math.floor(spans.length / 2)] ?? 0,
    backMs: Math.max(...refused.map(({ sentAt }) => sentAt)) - to,
    refused: refused.length,
  }
}
