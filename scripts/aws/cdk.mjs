// @ts-check
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fail, root } from '../setup.mjs'

const interrupted =
  'interrupted; what CloudFormation has begun goes on without this, and the same command takes it up when that is done'

/** What the CDK says that people need to be told in other words. */
const known = [
  {
    said: /SSM parameter .*bootstrap|has the environment been bootstrapped|this CDK deployment requires bootstrap/i,
    sentence: 'this account and region are not prepared for the CDK; deploy with --bootstrap once',
  },
  {
    said: /Region is missing|Missing region|Unable to determine region|region.*not configured/i,
    sentence: 'no region; set AWS_REGION, or aws.region in the stage file',
  },
  {
    said: /no credentials|Unable to resolve AWS account|Could not load credentials|credentials from any providers|InvalidClientTokenId|UnrecognizedClientException/i,
    sentence:
      'no credentials that AWS takes, or no way to AWS from here; set AWS_PROFILE or give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  },
  {
    said: /ExpiredToken|token.*expired|SSO session/i,
    sentence: 'the credentials have expired; sign in again (aws sso login, or new keys)',
  },
  {
    said: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH/,
    sentence: 'AWS cannot be reached from here',
  },
  {
    said: /Synthesis finished with errors/,
    sentence:
      'nothing was made: mend what is said above, or give a reason for it where the construct is made: acknowledge(construct, id, reason)',
  },
  {
    said: /Subprocess exited with error/,
    sentence: 'nothing was made: the app ended with the error above',
  },
  {
    said: /Export .* cannot be deleted as it is in use|Cannot delete export .* in use/i,
    sentence: 'another stack of the stage needs this one; remove that one first, or all without --only',
  },
  {
    said: /TerminationProtection/i,
    sentence:
      'the stage keeps its data, so its stacks are protected; take the protection away in CloudFormation first',
  },
]

/**
 * Run the CDK in infra/ with its output shown, and end with it if it fails, with a sentence that says what to do.
 * @param {readonly string[]} args
 * @param {{ readonly profile?: string | undefined, readonly offline?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function cdk(args, { profile, offline = false } = {}) {
  const flags = ['--no-notices', '--no-version-reporting']
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/aws-cdk/bin/cdk'),
      ...args,
      ...flags,
      ...(profile === undefined ? [] : ['--profile', profile]),
    ],
    {
      cwd: join(root, 'infra'),
      stdio: ['inherit', 'inherit', 'pipe'],
      env: {
        ...process.env,
        // With "false" in it, faults in templates would go through.
        CDK_VALIDATION: undefined,
        CDK_DISABLE_VERSION_CHECK: '1',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        // Nobody is asked for credentials that are not needed.
        ...(offline && { AWS_EC2_METADATA_DISABLED: 'true' }),
        ...(process.stderr.isTTY && process.env.NO_COLOR === undefined && { FORCE_COLOR: '1' }),
      },
    },
  )
  const { text, code, isInterrupted } = await heard(child)
  if (code === 0) return
  if (isInterrupted) fail(offline ? 'interrupted' : interrupted)
  const hint = known.find(({ said }) => said.test(text))
  if (hint !== undefined) fail(hint.sentence)
  process.exit(code ?? 1)
}

/**
 * What it says on its way, shown at once, and how it ends.
 * @param {import('node:child_process').ChildProcessByStdio<null, null, import('node:stream').Readable>} child
 * @returns {Promise<{ text: string, code: number | null, isInterrupted: boolean }>}
 */
function heard(child) {
  let text = ''
  let isInterrupted = false
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (/** @type {string} */ chunk) => {
    process.stderr.write(chunk)
    text = (text + chunk).slice(-64 * 1024)
  })
  // A terminal sends Ctrl-C to both; the CDK ends in order.
  const wait = () => {
    isInterrupted = true
  }
  process.on('SIGINT', wait)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      process.off('SIGINT', wait)
      resolve({ text, code, isInterrupted })
    })
  })
}
