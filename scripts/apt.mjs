// @ts-check
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fail } from './setup.mjs'

/**
 * A program that the tests need.
 * @typedef {object} Need
 * @property {string} what in a sentence: the tests need …
 * @property {readonly string[]} names any of these will do
 * @property {string} variable of the environment: names another one; it is taken as it is
 * @property {readonly string[]} packages Debian's, that bring one
 * @property {string} [service] that a package starts by itself
 * @property {string} remedy what a person can do
 */

/**
 * What a package does by itself at its end is not what was asked for: a service that it starts would hold a port and
 * memory of this machine from now on, and start with it. `policy-rc.d` is where Debian's packages ask whether they may
 * (101 says no; in most containers there is one); the variable RUNLEVEL=1 is not asked for under systemd.
 */
const install = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy" || exit
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
`
const forget = '[ ! -d /run/systemd/system ] || systemctl disable --quiet "$1"'

/** The program that there is, or Debian's, installed here and now; else ends and says what to do. @param {Need} need */
export function ensure(need) {
  if (isThere(need)) return
  const { what, packages, service, remedy } = need
  if (process.platform !== 'linux' || !has('apt-get')) fail(`the tests need ${what}; ${remedy}`)
  process.stdout.write(`Installing ${packages.join(' ')} for the tests …\n`)
  asRoot(['apt-get', 'update', '-qq'], need)
  asRoot(['sh', '-c', install, 'sh', ...packages], need)
  if (service !== undefined) asRoot(['sh', '-c', forget, 'sh', service], need)
  if (!isThere(need)) fail(`the tests need ${what}, and apt-get did not bring one; ${remedy}`)
}

/** @param {Need} need */
function isThere({ variable, names }) {
  return Boolean(process.env[variable]) || names.some(has)
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

/** As root or with sudo; anything else cannot install. @param {readonly string[]} args @param {Need} need */
function asRoot(args, { what, packages, remedy }) {
  const [program = '', ...rest] = process.getuid?.() === 0 ? args : ['sudo', '-n', ...args]
  const { status } = spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status === 0) return
  fail(`the tests need ${what}, and ${packages.join(' ')} could not be installed; ${remedy}`)
}
