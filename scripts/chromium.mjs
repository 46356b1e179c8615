// @ts-check
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fail } from './setup.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const remedy =
  'install Chromium (Debian, Ubuntu: apt-get install chromium) or name one with STOA_CHROMIUM=/path/to/it'

/** A browser for the tests of the page: the one there is, or Debian's, installed here and now. */
export function ensureChromium() {
  if (find() !== undefined) return
  if (process.platform !== 'linux' || !has('apt-get')) fail(`the tests need a browser; ${remedy}`)
  process.stdout.write('Installing Chromium for the tests of the page …\n')
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'])
  if (find() === undefined) fail(`the tests need a browser, and apt-get did not bring one; ${remedy}`)
}

function find() {
  if (process.env.STOA_CHROMIUM) return process.env.STOA_CHROMIUM
  return names.find(has)
}

/** @param {string} program */
function has(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program)))
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** As root or with sudo; anything else cannot install. @param {string[]} args */
function apt(args) {
  const command = process.getuid?.() === 0 ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args]
  const [program = '', ...rest] = command
  const { status } = spawnSync(program, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) fail(`the tests need a browser, and "${command.join(' ')}" failed; ${remedy}`)
}
