import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('every example of docs/client.md compiles', () => {
  const document = readFileSync(join(root, 'docs/client.md'), 'utf8')
  const blocks = [...document.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  expect(blocks.length).toBeGreaterThan(4)
  // In the package's folder, so that its types and React's are found.
  const folder = mkdtempSync(join(root, 'node_modules/.client-doc-'))
  try {
    for (const [at, code] of blocks.entries()) writeFileSync(join(folder, `block-${at}.ts`), code)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    expect(compile(folder)).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const config = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    noUnusedLocals: false,
    moduleDetection: 'force',
    lib: ['es2023', 'dom'],
    types: ['node'],
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    paths: {
      'stoa/client': [join(root, 'src/client/index.ts')],
      'stoa/react': [join(root, 'src/client/react.ts')],
    },
  },
  include: ['*.ts'],
}

/** What the compiler complains about. */
function compile(folder: string): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}
