// @ts-check
import { fileURLToPath } from 'node:url'
import { serve } from './serve.mjs'

/** Another build of Stoa can be measured by naming its entry (`--entry`). */
const entry = process.env.STOA_BENCH_ENTRY ?? '../../dist/presets/index.js'
const handlers = fileURLToPath(new URL('../handlers', import.meta.url))

await serve(start, { hasChildren: true })

async function start() {
  const { embedded, loadStageFile } = await import(entry)
  process.chdir(handlers)
  const { stage } = loadStageFile({ folder: handlers, stage: 'bench', config: 'stoa.yaml', env: process.env })
  const { port } = await embedded({ host: '127.0.0.1', port: 0, stageFile: stage })
  return { port, token: 'ignored' }
}
