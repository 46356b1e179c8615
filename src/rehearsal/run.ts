import { Command, InvalidArgumentError, Option } from 'commander'
import { serverLog } from '../presets/server-log.ts'
import { systemClock } from '../stores/index.ts'
import { banner } from './banner.ts'
import { check } from './check.ts'
import { lineWriter } from './log-lines.ts'
import { openRehearsal, type RehearsalOptions } from './open-rehearsal.ts'
import { RehearsalProblem } from './problem.ts'
import type { Rehearsal } from './rehearsal.ts'
import { TemplateProblem } from './template/index.ts'

interface Given {
  readonly out: string
  readonly port: number
  readonly profile: 'open' | 'aws'
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly localNames: boolean
  readonly check: boolean
}

/** Serve what was synthesized until somebody interrupts, or check it once. Gives the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const given = read(args)
  try {
    const rehearsal = await openRehearsal(optionsOf(given))
    if (given.check) return await checked(rehearsal)
    process.stdout.write(banner(rehearsal))
    const stopWatching = tellAlarms(rehearsal)
    await interrupted()
    stopWatching()
    await rehearsal.stop()
    return 0
  } catch (error) {
    if (!isForPeople(error)) throw error
    process.stderr.write(`rehearse: ${error.message}\n`)
    return 1
  }
}

function read(args: readonly string[]): Given {
  return new Command('rehearse')
    .description('Serve on this machine what CDK synthesized for AWS, with stand-ins for its services.')
    .requiredOption('--out <folder>', "CDK's output folder")
    .addOption(
      new Option('--port <number>', 'of loopback; 0 picks a free one').default(8080).argParser(portOf),
    )
    .addOption(
      new Option('--profile <name>', 'how long connections live').choices(['open', 'aws']).default('open'),
    )
    .addOption(
      new Option('--log-level <level>', 'what is shown of the logs of functions')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .option('--local-names', 'events call the APIs as their clients do, and not as AWS does', false)
    .option('--check', 'see once whether every API answers, and end', false)
    .parse(args, { from: 'user' })
    .opts<Given>()
}

function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is 0 to 65535')
  return port
}

function optionsOf({ out, port, profile, logLevel, localNames, check }: Given): RehearsalOptions {
  const { STOA_ACCESS_KEY_ID = 'rehearsal', STOA_SECRET_ACCESS_KEY = 'rehearsal' } = process.env
  return {
    out,
    port: check ? 0 : port,
    profile,
    names: localNames ? 'local' : 'aws',
    credentials: [{ accessKeyId: STOA_ACCESS_KEY_ID, secretAccessKey: STOA_SECRET_ACCESS_KEY }],
    onLog: lineWriter(process.stderr, logLevel),
    log: serverLog('warn'),
  }
}

async function checked(rehearsal: Rehearsal): Promise<number> {
  try {
    const problems = await check(rehearsal, (line) => process.stdout.write(`${line}\n`))
    const outcome = problems === 0 ? 'Every API answers.' : `${problems} of these are wrong.`
    process.stdout.write(`${outcome}\n`)
    return problems === 0 ? 0 : 1
  } finally {
    await rehearsal.stop()
  }
}

const alarmsMs = 5_000

/** Say what the alarms of the templates would send. Gives what ends that. */
function tellAlarms({ aws }: Rehearsal): () => void {
  let told = aws.notifications().length
  const look = async (): Promise<void> => {
    await aws.lookAtAlarms()
    const all = aws.notifications()
    for (const { topicArn, notification } of all.slice(told)) {
      process.stdout.write(`${notification.Subject} (to ${topicArn.split(':').at(-1)})\n`)
    }
    told = all.length
  }
  return systemClock().every(alarmsMs, () => {
    look().catch((error: unknown) => process.stderr.write(`rehearse: alarms: ${String(error)}\n`))
  })
}

/** The second signal ends at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolve()
        process.once(signal, () => process.exit(1))
      })
    }
  })
}

function isForPeople(error: unknown): error is Error {
  if (error instanceof RehearsalProblem || error instanceof TemplateProblem) return true
  return (
    error instanceof Error &&
    'code' in error &&
    ['EADDRINUSE', 'EACCES', 'ENOENT'].includes(String(error.code))
  )
}
