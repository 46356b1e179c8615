import { Option } from 'commander'
import { defaultLimits, type StoaOptions } from '../presets/index.ts'
import {
  logLevels,
  profileNames,
  readCount,
  readFolder,
  readLogLevel,
  readNets,
  readOrigin,
  readPort,
  readPrefix,
  readSeconds,
  readStage,
} from './options.ts'

/** What `stoa serve` is told on the command line and in its environment. What is not there, the stage file may say. */
export interface ServeOptions
  extends Pick<
    StoaOptions,
    'profile' | 'publicUrl' | 'trustedProxies' | 'healthPort' | 'site' | 'adminEmail'
  > {
  readonly host: string
  readonly adminToken?: string
  readonly port: number
  readonly tls?: boolean
  readonly tlsDir?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly stage: string
  readonly config?: string
  readonly data?: string
  readonly memory: boolean
  readonly redis?: string
  readonly redisPrefix?: string
  readonly redisCa?: string
  readonly idleTimeout?: number
  readonly maxDuration?: number
  readonly rate?: number
  readonly burst?: number
  readonly logLevel?: (typeof logLevels)[number]
  readonly manifest: boolean
}

export const defaultStage = 'poc'

export const serveOptions = (): Option[] => [...places(), ...limits(), ...logs()]

const places = (): Option[] => [
  new Option('--port <port>', 'port to listen on').default(8080).argParser(readPort),
  new Option('--host <host>', 'address to listen on; 0.0.0.0 for the whole network').default('127.0.0.1'),
  new Option(
    '--tls',
    'speak TLS (https, wss) with a certificate that is made here; trust the authority that the banner names',
  ),
  new Option('--tls-dir <dir>', 'keep the authority and the certificate there (default: ~/.stoa/tls)').env(
    'STOA_TLS_DIR',
  ),
  new Option('--tls-cert <file>', 'speak TLS with this certificate instead, in PEM'),
  new Option('--tls-key <file>', 'its private key, in PEM'),
  new Option('--public-url <url>', 'where clients reach the server, if not at host and port')
    .env('STOA_PUBLIC_URL')
    .argParser(readOrigin),
  new Option(
    '--trusted-proxies <nets>',
    'believe what these say in X-Forwarded-For of who the client is: nets, addresses, or loopback; 10.0.0.0/8,192.0.2.7',
  )
    .env('STOA_TRUSTED_PROXIES')
    .argParser(readNets),
  new Option('--health-port <port>', 'answer health checks and metrics on this port as well').argParser(
    readPort,
  ),
  new Option('--stage <stage>', 'name of this deployment, of its stage file and of the web chat')
    .env('STOA_STAGE')
    .default(defaultStage)
    .argParser(readStage),
  new Option('--config <file>', 'stage file to read (default: environment/STAGE.yaml, if it is there)'),
  new Option(
    '--data <dir>',
    'folder for users, names and keys (default: ./stoa-data, with a stage ./stoa-data/STAGE)',
  ),
  new Option('--memory', 'keep nothing: all of it is gone at the end').default(false),
  new Option(
    '--redis <url>',
    'be one node of a fleet that shares this Redis or Valkey: redis://HOST:6379, rediss://USER:PASSWORD@HOST:6379 (TLS), ' +
      'redis+sentinel://HOST:26379,HOST:26379/NAME, redis+cluster://HOST:6379,HOST:6379',
  ).env('STOA_REDIS_URL'),
  new Option(
    '--redis-prefix <prefix>',
    'what all names of its keys and channels begin with, ahead of the stage (default: stoa)',
  )
    .env('STOA_REDIS_PREFIX')
    .argParser(readPrefix),
  new Option('--redis-ca <file>', 'trust the authorities in this file for TLS to Redis, in PEM').env(
    'STOA_REDIS_CA',
  ),
  new Option('--site <dir>', 'serve this folder at / instead of the chat page').argParser(readFolder),
  new Option(
    '--admin-token <token>',
    'what the console at /console and stoa admin ask for, 16 characters at least (default: made up once); better in the environment',
  ).env('STOA_ADMIN_TOKEN'),
  new Option('--admin-email <email>', 'give this address an account in the user pool').env(
    'STOA_ADMIN_EMAIL',
  ),
  new Option(
    '--no-manifest',
    'do not write .serverless/manifest.json, which scripts read the URL of the web chat from',
  ),
]

const limits = (): Option[] => [
  new Option(
    '--profile <profile>',
    'how long connections live: open (no cut, server pings) or aws (default: open)',
  ).choices(profileNames),
  new Option('--idle-timeout <seconds>', 'end connections that are idle so long').argParser(readSeconds),
  new Option('--max-duration <seconds>', 'end connections that are so old').argParser(readSeconds),
  new Option(
    '--rate <frames>',
    `frames a second that a connection may send (default: ${defaultLimits.rate})`,
  ).argParser(readCount),
  new Option(
    '--burst <frames>',
    `frames that it may send at once (default: ${defaultLimits.burst})`,
  ).argParser(readCount),
]

const logs = (): Option[] => [
  new Option('--log-level <level>', `how much to log: ${logLevels.join(', ')} (default: info)`)
    .env('STOA_LOG_LEVEL')
    .argParser(readLogLevel),
]
