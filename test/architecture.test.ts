import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** What each layer may import of the others. ARCHITECTURE.md has the same table. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  client: ['protocol'],
  core: ['protocol'],
  apis: ['core', 'protocol'],
  stores: ['core'],
  identity: ['core', 'protocol'],
  gateway: ['core', 'protocol'],
  fleet: ['core'],
  lambda: ['core', 'protocol'],
  integration: ['core', 'protocol'],
  hosted: ['core', 'protocol'],
  tls: [],
  conformance: ['protocol'],
  stage: [],
  docs: ['core', 'protocol'],
  admin: ['core', 'protocol'],
  presets: [
    'core',
    'protocol',
    'apis',
    'stores',
    'identity',
    'gateway',
    'fleet',
    'lambda',
    'integration',
    'hosted',
    'tls',
    'stage',
    'docs',
    'admin',
  ],
  cli: ['presets', 'conformance'],
  rehearsal: [
    'core',
    'protocol',
    'identity',
    'gateway',
    'integration',
    'hosted',
    'tls',
    'stage',
    'stores',
    'presets',
  ],
}

/** Layers that run anywhere import no runtime. */
const withoutNode = ['protocol', 'client', 'core', 'apis', 'fleet']

/** Stores and identity see of the core only its ports and the type that ports are written with. */
const portsOnly = ['stores', 'identity']

interface Import {
  readonly file: string
  readonly from: string
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !/\.(test|contract|fixture)\.ts$/.test(file))
}

function importsOf(folder: string): Import[] {
  return sources(folder).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
      ([, from = '']) => ({
        file,
        from: from.startsWith('.') ? relative(root, resolve(root, dirname(file), from)) : from,
      }),
    ),
  )
}

const layers = readdirSync(join(root, 'src'))

test('every layer is in the table, and no other', () => {
  expect(layers.sort()).toEqual(Object.keys(allowed).sort())
})

describe.each(layers)('%s', (layer) => {
  const imports = importsOf(`src/${layer}`)

  test('imports only the layers below it', () => {
    const own = [layer, ...(allowed[layer] ?? [])].map((name) => `src/${name}/`)
    const wrong = imports.filter(
      ({ from }) => from.startsWith('src/') && !own.some((name) => from.startsWith(name)),
    )
    expect(wrong).toEqual([])
  })

  test('leaves the source only for packages', () => {
    const outside = imports.filter(({ from }) => /^(\.\.|web|test|bench|dist)\b/.test(from))
    expect(outside).toEqual([])
  })
})

test.each(withoutNode)('%s imports no runtime', (layer) => {
  expect(importsOf(`src/${layer}`).filter(({ from }) => from.startsWith('node:'))).toEqual([])
})

test.each(portsOnly)('%s sees only the ports of the core', (layer) => {
  const core = importsOf(`src/${layer}`).filter(({ from }) => from.startsWith('src/core/'))
  expect(core.filter(({ from }) => !/^src\/core\/(ports\/|later\.ts$)/.test(from))).toEqual([])
})

test('no store imports another store', () => {
  // What is in `shared` is for all of them.
  const engines = readdirSync(join(root, 'src/stores'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'shared' ? [entry.name] : [],
  )
  const wrong = engines.flatMap((engine) =>
    importsOf(`src/stores/${engine}`).filter(({ from }) =>
      engines.some((other) => other !== engine && from.startsWith(`src/stores/${other}/`)),
    ),
  )
  expect(wrong).toEqual([])
})

test('ARCHITECTURE.md shows the same import table', () => {
  const document = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = [...document.matchAll(/^\| `src\/(\w+)\/` \|[^|]*\| ([^|]*) \|$/gm)].map(
    ([, layer = '', names = '']) => [layer, names === 'nothing' ? [] : names.split(', ')],
  )
  expect(Object.fromEntries(rows)).toEqual(allowed)
})
