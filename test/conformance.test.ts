import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { spanCases } from '../src/conformance/cases/spans.ts'
import { type ConformanceOptions, runCases } from '../src/conformance/conformance.ts'
import { conformance } from '../src/conformance/index.ts'
import { loadStageFile, type StageFile, type StoaOptions } from '../src/presets/index.ts'
import { serve, stoa } from './support/program.ts'
import { noCredentials } from './support/run.ts'
import { startServer } from './support/server.ts'

const folder = join(import.meta.dirname, '..')
const config = 'examples/conformance/stoa.yaml'
const signing = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'us-east-1' }

/** The stage file of the example, as it is. */
function exampleStage(): StageFile {
  const loaded = loadStageFile({ folder, stage: 'test', config, env: {} })
  if (loaded === undefined) throw new Error(`${config} is not there`)
  return loaded.stage
}

/** An API that wants signed connections, as the README beside the handlers shows it. */
const signed = {
  name: 'signed',
  path: '/signed',
  selector: '$request.body.action',
  authorizers: [{ type: 'iam' } as const],
  routes: { $default: { integration: { type: 'mock' } as const } },
}

async function serveExample(options: StoaOptions = {}): Promise<ConformanceOptions> {
  const { wsUrl } = await startServer({ folder, stageFile: exampleStage(), ...options })
  return {
    url: new URL(`${wsUrl}/conformance`),
    plainUrl: new URL(`${wsUrl}/plain`),
    iamUrl: new URL(`${wsUrl}/signed`),
    timeoutMs: 20_000,
  }
}

test('a server with credentials keeps the contract', async () => {
  const stage = exampleStage()
  const options = await serveExample({
    stageFile: { ...stage, hosted: [...(stage.hosted ?? []), signed] },
    credentials: [signing],
  })
  const results = await conformance({ ...options, signing })
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
})

test('a server without credentials keeps it too, for programs on this machine', async () => {
  const { iamUrl: _, ...options } = await serveExample()
  const results = await conformance({ ...options, only: /^(management|sdk|disconnect)\./ })
  expect(results.flatMap(({ id, outcome }) => (outcome === 'passed' ? [] : [`${outcome}: ${id}`]))).toEqual([
    'skipped: management.forged',
  ])
})

test('connections live as long as they should', async () => {
  const spans = { idleMs: 2_000, maxAgeMs: 5_000 }
  const options = await serveExample({ spans })
  const groups = [{ title: 'Spans', cases: spanCases({ ...spans, graceMs: 10_000 }) }]
  const results = await runCases(groups, { ...options, isSlow: true })
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
})

describe('stoa conformance', () => {
  const run = async (args: readonly string[]) => {
    const program = stoa(['conformance', ...args], noCredentials)
    const { code } = await program.exit
    return { code, output: program.output(), errors: program.errors() }
  }

  test('prints a report of a server, and its status says whether a case failed', async () => {
    const { wsUrl } = await serve(['--config', config, '--memory'], noCredentials, folder)
    const good = await run([`${wsUrl}/conformance`, '--only', 'limits.'])
    expect([good.code, good.errors]).toEqual([0, ''])
    expect(good.output).toMatch(/^Limits\n {2}✓ a ping is answered with a pong {2}captured: /)
    expect(good.output).toMatch(/\n\n7 passed, 0 failed, 0 skipped\n$/)
    // It is a page.
    const bad = await run([`${wsUrl}/`, '--only', 'upgrade.plain-get', '--json', '--timeout', '2'])
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.output)).toMatchObject({
      passed: 0,
      failed: 1,
      skipped: 0,
      results: [{ id: 'upgrade.plain-get', expected: 'status 426', got: '200' }],
    })
  })

  test('tells a server that is not there from one that is wrong', async () => {
    const { code, output, errors } = await run(['ws://127.0.0.1:9/conformance'])
    expect([code, output]).toEqual([2, ''])
    expect(errors).toMatch(/^stoa: cannot reach 127\.0\.0\.1:9: [^\n]+; is the server running there\?\n$/)
  })

  test('lists the cases with their sources', async () => {
    const { code, output } = await run(['--list', '--only', 'PONG'])
    expect([code, output]).toEqual([
      0,
      'limits.pong\n  a ping is answered with a pong\n  captured: wscat transcripts, "Received pong"\n',
    ])
  })

  test('wants an address, and --help has examples', async () => {
    expect(await run([])).toMatchObject({ code: 1, errors: expect.stringContaining('give the URL') })
    expect((await run(['--help'])).output).toMatch(/\nExamples:\n {2}stoa conformance ws:/)
  })
})
