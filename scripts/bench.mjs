// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { needsServerlessOffline } from '../bench/options.mjs'
import { install } from '../bench/serverless-offline/install.mjs'

/** Builds what is to be measured and starts the harness, on a loopback of its own where the machine allows that. */

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))
const args = process.argv.slice(2)

if (!args.some((arg) => arg === '--help' || arg.startsWith('--entry'))) build()
// On a loopback of its own the harness has no network.
if (needsServerlessOffline(args)) install()
start()

function build() {
  const script = here('build.mjs')
  if (!existsSync(script)) return
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function start() {
  const [program = '', ...rest] = [...ownLoopback(), process.execPath, here('../bench/main.mjs'), ...args]
  const harness = spawn(program, rest, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  // The harness ends its children first; a terminal sends Ctrl-C to both of us.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => harness.kill('SIGTERM'))
  harness.on('close', (code) => process.exit(code ?? 1))
}

/** @returns {readonly string[]} what to put before a command; nothing where namespaces are not allowed */
function ownLoopback() {
  const script = here('../bench/own-loopback.sh')
  const ways = [
    ['unshare', '--net', 'sh', script],
    ['unshare', '--map-root-user', '--net', 'sh', script],
  ]
  return ways.find(([program = '', ...rest]) => spawnSync(program, [...rest, 'true']).status === 0) ?? []
}
