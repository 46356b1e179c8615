import { describe, expect, test } from 'vitest'
import { spanCases } from './cases/spans.ts'
import { catalogue, chosen } from './catalogue.ts'
import { type CaseResult, conformance, runCases } from './conformance.ts'
import { stubOptions } from './stub/options.fixture.ts'

test('what keeps the contract passes every case, in the order of the catalogue', async () => {
  const heard: CaseResult[] = []
  const results = await conformance({ ...(await stubOptions()), onResult: (result) => heard.push(result) })
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
  expect(results.map(({ id }) => id)).toEqual(chosen(catalogue, undefined, false).map(({ one }) => one.id))
  expect(heard).toEqual(results)
})

test('spans are measured', async () => {
  const options = { ...(await stubOptions({ idleMs: 100, maxAgeMs: 300 })), isSlow: true, only: /^spans/ }
  const groups = [{ title: 'Spans', cases: spanCases({ idleMs: 100, maxAgeMs: 300, graceMs: 5_000 }) }]
  const results = await runCases(groups, options)
  expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed'])
})

describe('of a deployment without the conformance handlers', () => {
  const foreign = { route: () => 'status', authorize: () => 200 }

  test('cases that need them are skipped, and say why', async () => {
    const { url, signing, quietMs = 0 } = await stubOptions(foreign)
    const results = await conformance({ url, quietMs, timeoutMs: 200, ...(signing && { signing }) })
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    const ran = results.flatMap(({ id, outcome }) => (outcome === 'passed' ? [id] : []))
    expect(ran).toEqual([
      'upgrade.plain-get',
      'upgrade.unknown-stage',
      'upgrade.trailing-slash',
      'upgrade.long-url',
      'upgrade.ping-path',
      'limits.pong',
      'limits.close',
      'limits.binary',
      'limits.frame-over',
      'limits.message-over',
      'management.post-unknown',
      'management.post-malformed',
      'management.get-unknown',
      'management.get-malformed',
      'management.delete-unknown',
      'management.delete-malformed',
      'management.wrong-stage',
      'management.forged',
    ])
    const why = results.find(({ id }) => id === 'events.connect')?.why
    expect(why).toBe('needs the conformance handlers: see examples/conformance')
  })

  test('the management API is left out when it wants a signature and there is none', async () => {
    const { url } = await stubOptions(foreign)
    const [result] = await conformance({ url, only: /^management\.get-unknown$/, timeoutMs: 200 })
    expect(result).toMatchObject({ outcome: 'skipped', why: expect.stringContaining('give credentials') })
  })

  test('a deployment that lets nobody in says so', async () => {
    const { url } = await stubOptions({ authorize: () => 401 })
    const [result] = await conformance({ url, only: /^limits\.pong$/, timeoutMs: 200 })
    expect(result).toMatchObject({ outcome: 'skipped', why: 'no connection can be opened: status 401' })
  })
})

test('nobody at the address is no result', async () => {
  await expect(conformance({ url: new URL('ws://127.0.0.1:9/main') })).rejects.toMatchObject({
    name: 'Unreachable',
  })
})
