// @ts-check
// Sets up whatever is missing, synthesizes what would be deployed, and serves it on this machine without an account.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, fail, install, root } from './setup.mjs'

const usage = `Usage: npm run rehearse -- [options]

Serve on this machine what the CDK synthesizes for AWS, with stand-ins for its services. Needs no account.

  --stage NAME       the stage (poc); its settings are in environment/NAME.yaml
  --stage-file FILE  another stage file
  --email ADDRESS    an account in the user pool for this address
  --out DIR          serve these templates instead of synthesizing
  --port NUMBER      of loopback (8080); 0 picks a free one
  --profile NAME     how long connections live: open, or aws (10 minutes idle, 2 hours in all)
  --log-level LEVEL  what is shown of the logs of functions: debug, info, warn, error
  --conformance      with the handlers of "stoa conformance", which let everybody do everything
  --check            see once whether every API answers, and end
  --help             this
`

const options = read()
if (options.help) {
  process.stdout.write(usage)
  process.exit(0)
}
// Functions get none of it, and neither do the clients in this process.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]

install()
build()
const out = options.out === undefined ? synthesize() : resolve(options.out)
stopWithParent()
const { run } = await import('../dist/rehearsal/run.js')
process.exitCode = await run([
  '--out',
  out,
  ...passedOn('port'),
  ...passedOn('profile'),
  ...passedOn('log-level'),
  ...(options.conformance ? ['--local-names'] : []),
  ...(options.check ? ['--check'] : []),
])
// What the stand-ins leave open does not keep this process.
process.exit()

function read() {
  const text = /** @type {const} */ ({ type: 'string' })
  const flag = /** @type {const} */ ({ type: 'boolean', default: false })
  try {
    const { values } = parseArgs({
      options: {
        stage: text,
        'stage-file': text,
        email: text,
        out: text,
        port: text,
        profile: text,
        'log-level': text,
        conformance: flag,
        check: flag,
        help: flag,
      },
    })
    return values
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

/** @param {'port' | 'profile' | 'log-level'} name @returns {readonly string[]} */
function passedOn(name) {
  const value = options[name]
  return value === undefined ? [] : [`--${name}`, value]
}

/** The stacks that the rehearsal serves. */
function synthesize() {
  const { stage = 'poc', 'stage-file': config, email, conformance } = options
  const folder = join(root, 'infra/dist/out', `rehearse-${stage}`)
  process.stdout.write(`Synthesizing the stage ${stage} …\n`)
  const args = [
    'synth',
    '--stage',
    stage,
    '--only',
    `identity,serverless${conformance ? ',conformance' : ''}`,
    '--out',
    folder,
    ...(config === undefined ? [] : ['--config', resolve(config)]),
    ...(email === undefined ? [] : ['--email', email]),
  ]
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/aws.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 1)
  return folder
}

/** A signal that npm gets ends the shell above only (see start.mjs). */
function stopWithParent() {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  timer.unref()
}
