import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { openRehearsal, type Rehearsal, type RehearsalOptions } from '../../src/rehearsal/index.ts'
import type { TestServer } from './server.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'infra/dist/out/rehearsed')
const lock = `${folder}.lock`
const endings: (() => unknown)[] = []

afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** The stacks of the stage `poc` but its fleet, as the CDK has made them of the sources as they are. Test files share them. */
export async function synthesized(): Promise<string> {
  while (!taken()) await wait(100)
  try {
    if (!isFresh()) await synthesize()
    return folder
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

const staleMs = 120_000

/** A lock that nobody has held for long is of a run that was killed. */
function taken(): boolean {
  mkdirSync(join(folder, '..'), { recursive: true })
  const held = statSync(lock, { throwIfNoEntry: false })
  if (held !== undefined && Date.now() - held.mtimeMs > staleMs)
    rmSync(lock, { recursive: true, force: true })
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

function isFresh(): boolean {
  const made = statSync(join(folder, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = ['src', 'infra/src'].flatMap((place) =>
    readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(test|fixture|contract)\.ts$/.test(file))
      .map((file) => join(root, place, file)),
  )
  const others = ['package-lock.json', 'web/dist/index.html', 'infra/cdk.json'].map((file) =>
    join(root, file),
  )
  return [...sources, ...others].every(
    (file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) <= made,
  )
}

async function synthesize(): Promise<void> {
  const script = join(root, 'scripts/aws.mjs')
  const only = ['--only', 'identity,serverless,conformance']
  const args = ['synth', '--stage', 'poc', ...only, '--email', 'admin@example.com']
  const program = spawn(process.execPath, [script, ...args, '--out', folder], { cwd: root, stdio: 'pipe' })
  let written = ''
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
  }
  const [code] = await once(program, 'close')
  if (code !== 0) throw new Error(`the stacks could not be synthesized:\n${written}`)
}

/** A rehearsal looks to clients like any other server. */
export type RehearsedServer = Rehearsal & TestServer

const isForEveryday = (stack: string): boolean => !/-(fleet|conformance)$/.test(stack)

/** Serve a folder of templates until the tests of the file have ended; without fleet and conformance, if nothing else is said. */
export async function rehearse(
  out: string,
  options: Omit<RehearsalOptions, 'out'> = {},
): Promise<RehearsedServer> {
  const rehearsal = await openRehearsal({ out, visibilityMs: 1_000, includes: isForEveryday, ...options })
  endings.push(() => rehearsal.stop())
  const notOffered = async () => []
  return {
    ...rehearsal,
    apis: rehearsal.apis.map((api) => ({ ...api, path: api.paths[0] })),
    checksSignatures: false,
    reload: notOffered,
  }
}

type Template = { Resources: Record<string, Declared>; readonly [member: string]: unknown }
type Fields = Record<string, unknown>

export interface Declared {
  readonly Type: string
  readonly Properties: Fields
}

/** An object in the properties of a resource, for a test to break. */
export function within({ Type, Properties }: Declared, ...path: readonly string[]): Fields {
  return path.reduce((fields, name) => {
    const inner = fields[name]
    if (!isFields(inner)) throw new Error(`a resource of ${Type} has no ${path.join('.')}`)
    return inner
  }, Properties)
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** A copy of the templates, to be broken. It is gone when the tests of the file have ended. */
export function copyOf(out: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'stoa-rehearsal-'))
  cpSync(out, copy, { recursive: true })
  endings.push(() => rmSync(copy, { recursive: true, force: true }))
  return copy
}

/** Change the resources of one stack. */
export function change(
  out: string,
  stack: 'identity' | 'serverless',
  task: (resources: Record<string, Declared>) => void,
): void {
  const file = join(out, `${stack}.template.json`)
  if (!existsSync(file)) throw new Error(`${file} is not there`)
  const template: Template = JSON.parse(readFileSync(file, 'utf8'))
  task(template.Resources)
  writeFileSync(file, JSON.stringify(template))
}
