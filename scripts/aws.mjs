// @ts-check
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readOptions, usage } from './aws/options.mjs'
import { buildPage, fail, install, root } from './setup.mjs'

/** `npm run synth`, `diff`, `deploy` and `remove`: builds what is needed and runs the CDK. */

const options = readOptions(process.argv.slice(2))
if (options === undefined) {
  process.stdout.write(usage)
  process.exit(0)
}
if (typeof options === 'string') fail(`${options}\n\n${usage}`)

install()
// Not before everything is installed.
const { cdk } = await import('./aws/cdk.mjs')
const { confirm, leftBehind } = await import('./aws/remove.mjs')
const { writeManifest } = await import('./aws/manifest.mjs')
const { nextSteps } = await import('./aws/next-steps.mjs')
buildPage()
await buildCode()

const stage = await stageOf(options)
const wanted = stacksOf(options, stage.hasFleet)
const context = contextOf(options, wanted)
const { profile } = options

switch (options.command) {
  case 'synth':
    await synth(options)
    break
  case 'diff':
    await cdk(['diff', ...wanted, ...context], { profile })
    break
  case 'deploy':
    await deploy(options)
    break
  case 'remove':
    if (!options.yes) await confirm(stage.name, wanted.map(stage.named))
    // Without it, whatever needs one of them would go too.
    await cdk(['destroy', ...wanted, '--exclusively', '--force', ...context], { profile })
    process.stdout.write(leftBehind(stage.retain))
    break
}

async function buildCode() {
  const { buildApp, buildBundles } = await import('../infra/build.mjs')
  try {
    await buildApp()
    const bundles = await buildBundles()
    const sizes = bundles.map(({ name, bytes }) => `${name} ${Math.ceil(bytes / 1_000)}`)
    process.stderr.write(`Functions, in kB: ${sizes.join(', ')}\n`)
  } catch (error) {
    fail(`the functions cannot be built: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** @param {import('./aws/options.mjs').Options} options */
async function stageOf({ stage, config, email }) {
  const { readStage } = await import('../infra/dist/stage.js')
  try {
    return readStage({ stage, folder: root, config, env: process.env, adminEmail: email })
  } catch (error) {
    if (error instanceof Error && error.name === 'StageProblem') return fail(error.message)
    throw error
  }
}

/** @param {import('./aws/options.mjs').Options} options @param {boolean} hasFleet */
function stacksOf({ command, only }, hasFleet) {
  if (only.length > 0) return only
  const all = command === 'synth' || command === 'remove'
  return ['identity', 'serverless', ...(all || hasFleet ? ['fleet'] : [])]
}

/** What the app is told. @param {import('./aws/options.mjs').Options} options @param {readonly string[]} wanted */
function contextOf({ stage, config, email }, wanted) {
  const told = {
    stage,
    ...(config !== undefined && { config: resolve(config) }),
    ...(email !== undefined && { email }),
    ...(wanted.includes('conformance') && { conformance: 'true' }),
  }
  return Object.entries(told).flatMap(([name, value]) => ['--context', `${name}=${value}`])
}

/** @param {import('./aws/options.mjs').Options} options */
async function synth({ out }) {
  const folder = resolve(out ?? join(root, 'infra/dist/out', stage.name))
  rmSync(join(folder, 'manifest.json'), { force: true })
  await cdk(['synth', ...wanted, '--quiet', '--no-lookups', '--output', folder, ...context], {
    offline: true,
  })
  for (const file of wanted.map((part) => `${part}.template.json`)) {
    const { Resources = {} } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const size = Math.ceil(statSync(join(folder, file)).size / 1_000)
    process.stdout.write(`${join(folder, file)}  ${Object.keys(Resources).length} resources, ${size} kB\n`)
  }
}

/** @param {import('./aws/options.mjs').Options} options */
async function deploy({ bootstrap, yes }) {
  if (bootstrap) await cdk(['bootstrap', ...context], { profile })
  const folder = mkdtempSync(join(tmpdir(), 'stoa-'))
  const file = join(folder, 'outputs.json')
  const asking = yes ? ['--require-approval', 'never'] : []
  await cdk(['deploy', ...wanted, ...asking, '--outputs-file', file, ...context], { profile })
  tell(JSON.parse(readFileSync(file, 'utf8')))
  rmSync(folder, { recursive: true })
}

/** What was made, and what to do with it. @param {Record<string, Record<string, string>>} outputs by stack */
function tell(outputs) {
  const told = Object.entries(Object.assign({}, ...Object.values(outputs))).filter(
    ([name]) => !name.startsWith('ExportsOutput'),
  )
  /** @type {Record<string, string>} */
  const all = Object.fromEntries(told)
  for (const [name, value] of told) process.stdout.write(`${name.padEnd(28)} ${value}\n`)
  process.stdout.write(nextSteps(all, stage.adminEmail))
  writeManifest(stage.name, all)
}
