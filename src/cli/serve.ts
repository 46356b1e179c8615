import { Command } from 'commander'
import {
  embedded,
  type FleetOptions,
  fleet,
  type RedisSettings,
  type StageFile,
  type Stoa,
  type StoaOptions,
  serverLog,
} from '../presets/index.ts'
import { banner } from './banner.ts'
import { readBusQueues } from './bus-queues.ts'
import { readCredentials } from './credentials.ts'
import { fail } from './fail.ts'
import { writeManifest } from './manifest.ts'
import { readLogLevel } from './options.ts'
import { defaultStage, type ServeOptions, serveOptions } from './serve-options.ts'
import { type LoadedStage, loadStage } from './stage.ts'
import { startError } from './start-error.ts'
import { tlsOf } from './tls.ts'

const examples = `
The stage file, environment/STAGE.yaml, says which APIs are where and who may connect; stoa init writes one. Without
--config its text can be in STOA_CONFIG. What is given here goes before it. Requests for AWS services are checked against
STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY, or else AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without any, they
are answered on this machine only. A fleet on AWS has the queues of its bus in STOA_BUS_QUEUES, as JSON. The tokens of
notify are signed with STOA_JWT_SECRET, or with a secret that is made up once.

Examples:
  stoa serve
  stoa serve --stage dev --port 9000 --memory --log-level debug`

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run the APIs in this process, with the page, logins and AWS-compatible endpoints')
    .addHelpText('after', examples)
    .action(serve)
  for (const option of serveOptions()) command.addOption(option)
  return command
}

async function serve(options: ServeOptions): Promise<void> {
  await run(options, {})
}

/** Start a server, say where it is, and have signals stop it. `more` goes before what the options say. */
export async function run(options: ServeOptions, more: Partial<StoaOptions>): Promise<Running> {
  const { stage } = options
  const loaded = loadStage(options)
  const redis = redisOf(options, loaded)
  const data = redis !== undefined || options.memory ? undefined : (options.data ?? dataOf(stage))
  const tls = await tlsOf(options, loaded).catch((error: unknown) => fail(startError(error, options)))
  const log = serverLog(logLevelOf(options, loaded))
  const common = { ...serverOptions(options, loaded), ...tls, log, ...more }
  const bus = busQueues(redis)
  const starting =
    redis === undefined
      ? embedded({ ...common, ...(data !== undefined && { data }) })
      : fleet({ ...common, redis, ...bus })
  const stoa = await starting.catch((error: unknown) => fail(startError(error, options)))
  const profile = options.profile ?? loaded?.stage.profile ?? 'open'
  if (options.manifest) writeManifest(stoa, stage)
  const publicUrl = options.publicUrl ?? loaded?.stage.publicUrl
  const { caFile, isNew = false } = tls.tls ?? {}
  process.stdout.write(
    banner(stoa, {
      data,
      redis: redis?.url,
      profile,
      stage,
      stageFile: loaded?.file,
      publicUrl,
      caFile,
      isNew,
      adminToken: stoa.adminToken,
      showsTokens: process.stdout.isTTY,
    }),
  )
  stopOnSignal(stoa)
  return { stoa, ...(loaded && { stageFile: loaded.stage }) }
}

/** A server that runs until a signal. */
export interface Running {
  readonly stoa: Stoa
  readonly stageFile?: StageFile
}

/** What is given goes before the stage file. */
function redisOf(options: ServeOptions, loaded: LoadedStage | undefined): RedisSettings | undefined {
  const { redis } = loaded?.stage ?? {}
  // A variable may be empty.
  const url = options.redis || redis?.url
  if (!url) return undefined
  if (options.memory || options.data !== undefined) {
    return fail('--redis keeps everything in Redis: leave out --data and --memory')
  }
  const prefix = options.redisPrefix ?? redis?.prefix
  const caFile = options.redisCa ?? redis?.caFile
  return { url, ...(prefix !== undefined && { prefix }), ...(caFile !== undefined && { caFile }) }
}

/** The queues of the stage file are not looked at then. */
function busQueues(redis: RedisSettings | undefined): Pick<FleetOptions, 'awsBus'> {
  const queueUrls = readBusQueues(process.env.STOA_BUS_QUEUES)
  if (queueUrls !== undefined && redis === undefined) {
    return fail('STOA_BUS_QUEUES is for the nodes of a fleet: say where its Redis is, or take it out')
  }
  if (queueUrls === 'wrong') {
    return fail('STOA_BUS_QUEUES must be JSON with URLs of queues, such as {"notify:0":"https://sqs…"}')
  }
  return queueUrls === undefined ? {} : { awsBus: { queueUrls } }
}

/** A folder for each stage, so that none sees another's users. */
const dataOf = (stage: string): string => (stage === defaultStage ? './stoa-data' : `./stoa-data/${stage}`)

function serverOptions(options: ServeOptions, loaded: LoadedStage | undefined): StoaOptions {
  const { host, port, stage, profile, publicUrl, trustedProxies = [], healthPort, site, adminEmail } = options
  const { idleTimeout, maxDuration, rate, burst } = options
  const credentials = loaded?.stage.credentials === undefined ? readCredentials(process.env) : undefined
  const jwtSecret = readSecret(process.env.STOA_JWT_SECRET)
  const adminToken = readAdminToken(options.adminToken)
  return {
    host,
    port,
    stage,
    ...(loaded !== undefined && { stageFile: loaded.stage }),
    ...(profile !== undefined && { profile }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(trustedProxies.length > 0 && { trustedProxies }),
    ...(healthPort !== undefined && { healthPort }),
    ...(site !== undefined && { site }),
    ...(adminEmail !== undefined && { adminEmail }),
    ...(jwtSecret !== undefined && { jwtSecret }),
    ...(adminToken !== undefined && { adminToken }),
    ...(credentials !== undefined && { credentials: [credentials] }),
    spans: {
      ...(idleTimeout !== undefined && { idleMs: idleTimeout }),
      ...(maxDuration !== undefined && { maxAgeMs: maxDuration }),
    },
    limits: { ...(rate !== undefined && { rate }), ...(burst !== undefined && { burst }) },
  }
}

function readSecret(secret: string | undefined): string | undefined {
  if (!secret) return undefined
  return secret.length >= 16 ? secret : fail('STOA_JWT_SECRET must have at least 16 characters')
}

/** It travels in a header. What it is when it cannot be one is not shown. */
function readAdminToken(token: string | undefined): string | undefined {
  if (!token) return undefined
  if (/^[\x21-\x7e]{16,512}$/.test(token)) return token
  return fail('STOA_ADMIN_TOKEN, or --admin-token, must have 16 to 512 characters of ASCII, without spaces')
}

/** The option, the stage file, `LOG_LEVEL` as programs on Lambda have it, and else `info`. */
function logLevelOf({ logLevel }: ServeOptions, loaded: LoadedStage | undefined): string {
  if (logLevel !== undefined) return logLevel
  const named = loaded?.stage.logLevel ?? process.env.LOG_LEVEL
  return named ? readLogLevel(named) : 'info'
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
