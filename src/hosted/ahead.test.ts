import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hosted } from './hosted.fixture.ts'

const count = 6_000
const atOnce = 48

/** Call with 0, 1, 2, …, always so many at once; what each came to. */
async function callAll(
  invoke: (event: { n: number }) => Promise<{ readonly kind: string }>,
): Promise<string[]> {
  const kinds: string[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) kinds[n] = (await invoke({ n })).kind
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return kinds
}

/** Writes down each call, and then does what `code` says. */
const noting = (code: string): string => `
  const { appendFileSync } = require('node:fs')
  exports.handler = async ({ n }) => { appendFileSync(__dirname + '/calls', n + '\\n'); ${code}; return n }`

const callsIn = (folder: string): number[] =>
  readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').map(Number)

const once = Array.from({ length: count }, (_, n) => n)

test.each([
  ['a processor', 'if (n % 501 === 500) { const end = Date.now() + 40; while (Date.now() < end); }'],
  ['a timer', 'if (n % 501 === 500) await new Promise((done) => setTimeout(done, 40))'],
])('quick functions that now and then take long over %s are called once for each event', async (_, code) => {
  const { open, folder } = hosted({ 'f.js': noting(code) })
  const kinds = await callAll(open('f.handler'))
  expect(new Set(kinds)).toEqual(new Set(['returned']))
  expect(callsIn(folder).sort((a, b) => a - b)).toEqual(once)
})

test.each([
  ['exits', 'process.exit(1)'],
  ['is killed', "process.kill(process.pid, 'SIGKILL')"],
])('a quick function that %s now and then costs the events that it was at', async (_, end) => {
  const { open, folder } = hosted({ 'f.js': noting(`if (n % 1501 === 1500) ${end}`) })
  const kinds = await callAll(open('f.handler'))
  expect(kinds.flatMap((kind, n) => (kind === 'failed' ? [n] : []))).toEqual([1_500, 3_001, 4_502])
  expect(callsIn(folder).sort((a, b) => a - b)).toEqual(once)
})

test('nobody waits for a quick function that has come to stand still', async () => {
  const { open } = hosted({
    'f.js': `let calls = 0
      exports.handler = async ({ n }) => { if (n === 3000) for (;;); return n }`,
  })
  const slowest = { ms: 0 }
  const invoke = open('f.handler', { timeoutMs: 8_000 })
  const kinds = await callAll(async (event) => {
    const began = Date.now()
    const invoked = await invoke(event)
    if (event.n !== 3_000) slowest.ms = Math.max(slowest.ms, Date.now() - began)
    return invoked
  })
  expect(kinds.filter((kind) => kind === 'failed')).toEqual(['failed'])
  expect(kinds[3_000]).toBe('failed')
  expect(slowest.ms).toBeLessThan(4_000)
})
