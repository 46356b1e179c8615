import type { Bench } from '../bench.ts'
import { type Case, point } from '../case.ts'
import { same } from '../check.ts'
import { origin, sources } from '../sources.ts'

const kib = 1_024
const frameBytes = 32 * kib
const messageBytes = 128 * kib

export const limitCases: readonly Case[] = [
  point(
    'limits.pong',
    'a ping is answered with a pong',
    origin({ evidence: 'captured', source: 'wscat transcripts, "Received pong"' }, ['connection']),
    async (bench) => (await bench.open()).pong('conformance'),
  ),
  point(
    'limits.close',
    'a close is answered with its own code',
    origin({ evidence: 'documented', source: 'RFC 6455, section 5.5.1' }, ['connection']),
    async (bench) => {
      const client = await bench.open()
      client.close(1000)
      same((await client.closed('a close')).code, 1000, 'the close code')
    },
  ),
  point(
    'limits.binary',
    'a binary frame closes with 1003',
    origin(sources.integrations, ['connection']),
    async (bench) => {
      const client = await bench.open()
      client.sendBinary(Buffer.from('{"action":"event"}'))
      same((await client.closed('a close with 1003')).code, 1003, 'the close code')
    },
  ),
  point('limits.frame', 'a frame of 32 KiB goes through', origin(sources.quotas, ['handlers']), (bench) =>
    arrives(bench, [message(frameBytes)]),
  ),
  point(
    'limits.frame-over',
    'a frame of one byte more closes with 1009',
    origin(sources.quotas, ['connection']),
    (bench) => isTooBig(bench, [message(frameBytes + 1)]),
  ),
  point(
    'limits.message',
    'a message of 128 KiB in frames of 32 KiB goes through',
    origin(sources.quotas, ['handlers']),
    (bench) => arrives(bench, inFrames(message(messageBytes))),
  ),
  point(
    'limits.message-over',
    'a message of one byte more closes with 1009',
    origin(sources.quotas, ['connection']),
    (bench) => isTooBig(bench, inFrames(message(messageBytes + 1))),
  ),
]

/** A message of so many bytes. */
function message(bytes: number): string {
  const [start, end] = ['{"action":"size","text":"', '"}']
  return `${start}${'x'.repeat(bytes - start.length - end.length)}${end}`
}

function inFrames(text: string): string[] {
  const count = Math.ceil(text.length / frameBytes)
  return Array.from({ length: count }, (_, at) => text.slice(at * frameBytes, (at + 1) * frameBytes))
}

async function arrives(bench: Bench, parts: readonly string[]): Promise<void> {
  const client = await bench.open()
  client.sendInFrames(parts)
  same(await client.next('its size'), JSON.stringify({ bytes: parts.join('').length }), 'the size')
}

async function isTooBig(bench: Bench, parts: readonly string[]): Promise<void> {
  const client = await bench.open()
  client.sendInFrames(parts)
  same((await client.closed('a close with 1009')).code, 1009, 'the close code')
}
