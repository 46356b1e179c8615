// @ts-check
// Sets up whatever is missing, then checks and tests everything. Arguments go to vitest, and leave the checks out.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureRedis } from './redis.mjs'
import { build, install, root, run } from './setup.mjs'

const chosen = process.argv.slice(2)

install()
ensureChromium()
ensureRedis()
build()
if (chosen.length === 0) run('npm', ['run', '--silent', 'check'])
process.exitCode = test(chosen)

/** Run vitest, and close with the plain count. @param {string[]} args @returns {number} the exit code */
function test(args) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-test-'))
  const report = join(folder, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
    process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
  return status ?? 1
}
