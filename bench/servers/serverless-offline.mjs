// @ts-check
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isInstalled } from '../serverless-offline/install.mjs'
import { freePort, listening } from './free-port.mjs'
import { serve } from './serve.mjs'

const packages = new URL('../serverless-offline/package.json', import.meta.url)
const handlers = fileURLToPath(new URL('../handlers', import.meta.url))
const service = process.env.STOA_BENCH_SERVICE ?? 'noop'

/** As `osls offline start` would run it, in this process, so that its threads are counted. It logs errors only. */
await serve(start, { hasChildren: true })

async function start() {
  if (!isInstalled()) throw new Error('it is not installed; npm run bench does that, with the network')
  const port = await freePort()
  const program = createRequire(packages).resolve('osls/bin/serverless.js')
  process.chdir(handlers)
  process.env.SLS_LOG_LEVEL = 'error'
  process.argv = [process.execPath, program, 'offline', 'start', ...options(port)]
  await import(program)
  await listening(port)
  return { port, token: 'ignored' }
}

/** @param {number} port */
function options(port) {
  const config = `--config serverless-${service}.yml`
  return `${config} --host 127.0.0.1 --websocketPort ${port} --lambdaPort 0 --noSponsor`.split(' ')
}
