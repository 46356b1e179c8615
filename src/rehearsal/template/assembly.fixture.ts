import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface AssemblyFixture {
  /** Templates by the names of their stacks. */
  readonly stacks: Readonly<Record<string, object>>
  /** Files of assets: contents by path, by the key in the assets' bucket. */
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A folder as CDK writes it, gone after the test. */
export function assemblyFolder({ stacks, assets = {} }: AssemblyFixture): string {
  const out = mkdtempSync(join(tmpdir(), 'assembly-'))
  onTestFinished(() => rmSync(out, { recursive: true, force: true }))
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(out, file)), { recursive: true })
    writeFileSync(join(out, file), content)
  }
  const artifacts = Object.keys(stacks).map((stack) => [
    stack,
    {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${stack}.template.json`, stackName: stack },
    },
  ])
  write('manifest.json', JSON.stringify({ version: '48.0.0', artifacts: Object.fromEntries(artifacts) }))
  for (const [stack, template] of Object.entries(stacks)) {
    write(`${stack}.template.json`, JSON.stringify(template))
  }
  const files = Object.entries(assets).map(([key, contents], at) => {
    for (const [file, content] of Object.entries(contents)) write(`asset.${at}/${file}`, content)
    return [
      `${at}`,
      { source: { path: `asset.${at}`, packaging: 'zip' }, destinations: { here: { objectKey: key } } },
    ]
  })
  write('all.assets.json', JSON.stringify({ files: Object.fromEntries(files) }))
  return out
}
