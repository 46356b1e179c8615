import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import {
  type CaseResult,
  type ConformanceOptions,
  catalogue,
  causeOf,
  chosen,
  conformance,
  counts,
  reportTo,
  Unreachable,
} from '../conformance/index.ts'
import { readCredentials } from './credentials.ts'
import { fail } from './fail.ts'
import { defaultRegion, readRegion, readWait } from './options.ts'
import { canColour, paint } from './paint.ts'
import { printJson } from './print.ts'

const help = `
Cases that need handlers of their own look for those in examples/conformance, which run on AWS Lambda as they are. Without
them, the others still tell something about any WebSocket API. Each line names where the point is known from: captured
from AWS, documented by AWS, measured with its SDKs, or inferred. The management API is asked with STOA_ACCESS_KEY_ID and
STOA_SECRET_ACCESS_KEY, or else with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
The status is 1 when a case failed, and 2 when nobody answers at the address.

Examples:
  stoa conformance ws://127.0.0.1:8080/conformance --plain-url ws://127.0.0.1:8080/plain
  stoa conformance wss://abc123.execute-api.eu-west-1.amazonaws.com/test --only '$disconnect'
  stoa conformance --list`

interface ConformanceCommandOptions {
  readonly plainUrl?: URL
  readonly iamUrl?: URL
  readonly only?: RegExp
  readonly list?: boolean
  readonly json?: boolean
  readonly slow?: boolean
  readonly timeout?: number
  readonly region?: string
  readonly ca?: string
  readonly insecure?: boolean
}

export function conformanceCommand(): Command {
  const command = new Command('conformance')
    .description('see how far a WebSocket API keeps the contract of API Gateway: one of Stoa, of AWS, any')
    .argument('[url]', 'ws://… or wss://…', readSocketUrl)
    .addHelpText('after', help)
    .action(run)
  for (const option of [...places(), ...manners()]) command.addOption(option)
  return command
}

const places = (): Option[] => [
  new Option('--plain-url <url>', 'an API without $default').argParser(readSocketUrl),
  new Option('--iam-url <url>', 'an API with IAM authorization').argParser(readSocketUrl),
  new Option('--region <region>', 'region to sign requests for; without it, what the address says')
    .env('AWS_REGION')
    .argParser(readRegion),
  new Option('--ca <file>', 'trust this certificate authority too (PEM)'),
  new Option('--insecure', 'trust any certificate'),
]

const manners = (): Option[] => [
  new Option('--only <text>', 'cases with this in their id, title or group').argParser(readText),
  new Option('--list', 'print the cases, and do nothing'),
  new Option('--json', 'print one JSON object with all results'),
  new Option('--timeout <seconds>', 'how long an answer may take (default: 10)').argParser(readWait),
  new Option('--slow', 'also the cases that take minutes and hours'),
]

async function run(url: URL | undefined, options: ConformanceCommandOptions): Promise<void> {
  if (options.list) return list(options)
  if (url === undefined)
    return fail('give the URL of a WebSocket API, such as ws://127.0.0.1:8080/conformance')
  const results = await look(url, options).catch((error: unknown) => {
    if (!(error instanceof Unreachable)) throw error
    process.stderr.write(`stoa: cannot reach ${error.message}; ${adviceFor(error)}\n`)
    process.exit(2)
  })
  const { passed, failed, skipped } = counts(results)
  if (options.json) printJson({ passed, failed, skipped, results })
  process.exitCode = failed > 0 ? 1 : 0
}

const adviceFor = ({ message }: Unreachable): string =>
  /certificate/.test(message)
    ? 'name the authority of its certificate with --ca, or trust any with --insecure'
    : 'is the server running there?'

async function look(url: URL, options: ConformanceCommandOptions): Promise<readonly CaseResult[]> {
  if (options.json) return conformance(suiteOptions(url, options))
  const write = (text: string): void => void process.stdout.write(text)
  const report = reportTo({ write, ...(canColour(process.stdout) && { paint }) })
  const results = await conformance({ ...suiteOptions(url, options), onResult: (one) => report.add(one) })
  report.end()
  return results
}

function suiteOptions(url: URL, options: ConformanceCommandOptions): ConformanceOptions {
  const { plainUrl, iamUrl, only, slow, timeout, ca, insecure } = options
  const credentials = readCredentials(process.env)
  const region = options.region ?? regionOf(url) ?? defaultRegion
  return {
    url,
    ...(plainUrl !== undefined && { plainUrl }),
    ...(iamUrl !== undefined && { iamUrl }),
    ...(credentials !== undefined && { signing: { ...credentials, region } }),
    trust: {
      ...(ca !== undefined && { ca: readPem(ca) }),
      ...(insecure !== undefined && { isInsecure: insecure }),
    },
    ...(only !== undefined && { only }),
    ...(slow !== undefined && { isSlow: slow }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  }
}

/** An address of AWS says its region: `abc123.execute-api.eu-west-1.amazonaws.com`. */
const regionOf = ({ hostname }: URL): string | undefined => /\.execute-api\.([\w-]+)\./.exec(hostname)?.[1]

function list({ only, json }: ConformanceCommandOptions): void {
  const cases = chosen(catalogue, only, true).map(({ group, one }) => {
    const { id, title, evidence, source } = one
    return { id, group, title, evidence, source }
  })
  if (json) printJson(cases)
  else process.stdout.write(cases.map(textOf).join(''))
}

function textOf({ id, title, evidence, source }: Pick<CaseResult, 'id' | 'title' | 'evidence' | 'source'>) {
  return `${id}\n  ${title}\n  ${evidence}: ${source}\n`
}

function readSocketUrl(text: string): URL {
  if (/^(wss?|https?):\/\//i.test(text) && URL.canParse(text)) return new URL(text.replace(/^http/i, 'ws'))
  throw new InvalidArgumentError('It is not the URL of a WebSocket API, which begins with ws:// or wss://.')
}

/** The text as it is, in any case. */
function readText(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i')
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return fail(`cannot read ${file}: ${causeOf(error)}`)
  }
}
