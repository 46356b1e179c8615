import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { manifestOf, type Stoa } from '../presets/index.ts'

const file = '.serverless/manifest.json'

/**
 * Say in the Serverless Framework's manifest where the web chat of this stage is: its scripts read it there. Other
 * stages in it stay. A folder that cannot be written to is no reason not to serve.
 */
export function writeManifest({ url, apis }: Stoa, stage: string): void {
  const path = apis.find(({ name }) => name === 'webchat')?.path
  if (path === undefined) return
  const manifest = { ...readManifest(), [stage]: manifestOf(`${url.replace(/^http/, 'ws')}${path}`) }
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`)
  } catch (error) {
    process.stderr.write(`stoa: cannot write ${file} (${String(error)}); --no-manifest leaves it out\n`)
  }
}

function readManifest(): object {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : {}
  } catch {
    // None yet, or none that can be read: then it is written anew.
    return {}
  }
}
