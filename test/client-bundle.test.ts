import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const entry = join(root, 'src/client/index.ts')

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

test('the client is less than 6,000 bytes, minified and with gzip', async () => {
  const text = await bundled(`export * from ${JSON.stringify(entry)}`)
  expect(text).not.toContain('react')
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(6_000)
})

test('importing the client does nothing, so that nothing is left of it where it is not used', async () => {
  const text = await bundled(`import { connect } from ${JSON.stringify(entry)}\nconsole.log(1)`)
  expect(text.length).toBeLessThan(100)
})

test('vite builds it too', async () => {
  const vite = createRequire(join(root, 'web/package.json')).resolve('vite')
  const { build: buildWithVite } = await import(vite)
  const folder = mkdtempSync(join(tmpdir(), 'stoa-client-'))
  try {
    writeFileSync(
      join(folder, 'main.ts'),
      `import { connect } from ${JSON.stringify(entry)}\nObject.assign(globalThis, { connect })`,
    )
    await buildWithVite({
      root: folder,
      logLevel: 'silent',
      build: { lib: { entry: 'main.ts', formats: ['es'], fileName: () => 'out.js' }, minify: true },
    })
    expect(readFileSync(join(folder, 'dist/out.js'), 'utf8')).toContain('stoa.v1')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a bundle of it runs in Node without anything else', async () => {
  const text = await bundled(`export * from ${JSON.stringify(entry)}`)
  const program = `${text.replace(/export\s*\{[^}]*\};?\s*$/, '')}`
  expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', program])).not.toThrow()
})
