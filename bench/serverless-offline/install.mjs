// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Whether what this folder pins is installed in it. */
export function isInstalled() {
  const { dependencies } = manifest('.')
  return Object.entries(dependencies ?? {}).every(([name, version]) => installedVersion(name) === version)
}

/** Install it, unless it is. A machine without the network does without. */
export function install() {
  if (isInstalled()) return
  console.error('Installing serverless-offline for the bench; this happens once.')
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: here, stdio: ['ignore', 2, 2] })
  if (status !== 0) console.error('That failed. What is compared with it will have no figures.')
}

/** @param {string} name */
function installedVersion(name) {
  const folder = `node_modules/${name}`
  return existsSync(`${here}/${folder}/package.json`) ? manifest(folder).version : undefined
}

/**
 * @param {string} folder
 * @returns {{ version?: string, dependencies?: Record<string, string> }}
 */
function manifest(folder) {
  return JSON.parse(readFileSync(`${here}/${folder}/package.json`, 'utf8'))
}
