import { Command, Option } from 'commander'
import { defaultLimits, embedded, type Stoa, type StoaOptions, serverLog } from '../presets/index.ts'
import { banner } from './banner.ts'
import { fail } from './fail.ts'
import {
  logLevels,
  profileNames,
  readCount,
  readFolder,
  readOrigin,
  readPort,
  readSeconds,
  readStage,
} from './options.ts'

interface ServeOptions extends Omit<StoaOptions, 'log' | 'data' | 'limits' | 'spans'> {
  readonly host: string
  readonly port: number
  readonly profile: (typeof profileNames)[number]
  readonly stage: string
  readonly data: string
  readonly memory: boolean
  readonly idleTimeout?: number
  readonly maxDuration?: number
  readonly rate: number
  readonly burst: number
  readonly logLevel: (typeof logLevels)[number]
}

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run the APIs in this process, with the page and guest logins')
    .addHelpText('after', '\nExamples:\n  stoa serve\n  stoa serve --port 9000 --memory --log-level debug')
    .action(serve)
  for (const option of [...places(), ...limits(), ...logs()]) command.addOption(option)
  return command
}

const places = (): Option[] => [
  new Option('--port <port>', 'port to listen on').default(8080).argParser(readPort),
  new Option('--host <host>', 'address to listen on; 0.0.0.0 for the whole network').default('127.0.0.1'),
  new Option('--public-url <url>', 'where clients reach the server, if not at host and port')
    .env('STOA_PUBLIC_URL')
    .argParser(readOrigin),
  new Option('--health-port <port>', 'answer health checks on this port as well').argParser(readPort),
  new Option('--stage <stage>', 'name of this deployment')
    .env('STOA_STAGE')
    .default('poc')
    .argParser(readStage),
  new Option('--data <dir>', 'folder for users, names and signing keys').default('./stoa-data'),
  new Option('--memory', 'keep nothing: all of it is gone at the end').default(false),
  new Option('--site <dir>', 'serve this folder at / instead of the chat page').argParser(readFolder),
]

const limits = (): Option[] => [
  new Option('--profile <profile>', 'how long connections live: open (no cut, server pings) or aws')
    .choices(profileNames)
    .default('open'),
  new Option('--idle-timeout <seconds>', 'end connections that are idle so long').argParser(readSeconds),
  new Option('--max-duration <seconds>', 'end connections that are so old').argParser(readSeconds),
  new Option('--rate <frames>', 'frames a second that a connection may send')
    .default(defaultLimits.rate)
    .argParser(readCount),
  new Option('--burst <frames>', 'frames that it may send at once')
    .default(defaultLimits.burst)
    .argParser(readCount),
]

const logs = (): Option[] => [
  new Option('--log-level <level>', 'how much to log').choices(logLevels).default('info'),
]

async function serve({
  memory,
  data,
  logLevel,
  idleTimeout,
  maxDuration,
  rate,
  burst,
  ...options
}: ServeOptions): Promise<void> {
  const log = serverLog(logLevel)
  const spans = {
    ...(idleTimeout !== undefined && { idleMs: idleTimeout }),
    ...(maxDuration !== undefined && { maxAgeMs: maxDuration }),
  }
  const stoa = await embedded({
    ...options,
    spans,
    limits: { rate, burst },
    log,
    ...(memory ? {} : { data }),
  }).catch((error: unknown) => fail(startError(error, options)))
  process.stdout.write(banner(stoa, { ...options, data: memory ? undefined : data }))
  stopOnSignal(stoa)
}

/** The first signal drains, a second one ends at once. */
function stopOnSignal(stoa: Stoa): void {
  let isStopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143)
    isStopping = true
    const open = stoa.connections()
    process.stdout.write(open === 0 ? '\nStopping.\n' : `\nStopping; telling ${open} connections to move.\n`)
    stoa.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`stopping failed: ${String(error)}`),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function startError(
  error: unknown,
  { host, port, healthPort }: Pick<ServeOptions, 'host' | 'port' | 'healthPort'>,
): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE': {
      const isHealth = error instanceof Error && 'port' in error && error.port !== port
      const [taken, option] = isHealth ? [healthPort, '--health-port'] : [port, '--port']
      return `port ${taken} on ${host} is taken; choose another with ${option} N (0 picks a free one)`
    }
    case 'EACCES':
      return `this user may not listen on port ${port}; choose one above 1023 with --port N`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `"${host}" is not an address of this machine; try --host 127.0.0.1 or --host 0.0.0.0`
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
