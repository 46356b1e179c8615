import type { HubOptions } from '../apis/hub/options.ts'
import type { Api, Clock, Ids, Log } from '../core/index.ts'
import type { Limits, Profile, ProfileName, Tls } from '../gateway/index.ts'
import type { HostedOptions } from '../hosted/index.ts'
import type { Credentials } from '../identity/index.ts'
import type { StageFile } from '../stage/index.ts'

/** Who has signed the certificate. */
export interface Authority {
  /** The file that clients trust it with; functions of the server do so by themselves. */
  readonly caFile?: string
  /** It was made just now. */
  readonly isNew?: boolean
}

/** `onInvoked` is called after every invocation, and `onLog` with every line that a function logs. */
export type FunctionWatch = Pick<HostedOptions, 'onInvoked' | 'onLog'>

/** Everything has a default: no options at all is a server in memory on a free port of this machine. */
export interface StoaOptions {
  /** The default, 127.0.0.1, is for this machine only. */
  readonly host?: string
  /** The default, 0, picks a free one. */
  readonly port?: number
  /** Speak TLS, with this certificate and key (PEM). */
  readonly tls?: Tls & Authority
  /** The name of this deployment. It names the web chat's path and bus too. The default is `poc`. */
  readonly stage?: string
  /** What the stage file says. What is said here, in the options, goes before it. */
  readonly stageFile?: StageFile
  /** The folder for what survives a restart. Without one, nothing does. */
  readonly data?: string
  readonly profile?: ProfileName
  /** Other spans than the profile's. */
  readonly spans?: Partial<Profile>
  readonly limits?: Partial<Limits>
  /** Rules and limits of the hub, instead of those that the stage file says. */
  readonly hub?: Partial<HubOptions>
  /** APIs to serve besides those that Stoa comes with, each with an authorizer of its own. */
  readonly apis?: readonly { readonly api: Api; readonly path: string }[]
  /** What requests for AWS services must be signed with. Without any, programs on this machine need no signature. */
  readonly credentials?: readonly Credentials[]
  /** What the tokens of `CreateTestJwt` are signed with. The default is made up once. */
  readonly jwtSecret?: string
  /** What the console asks for, and the HTTP below /admin. 16 characters at least; the default is made up once. */
  readonly adminToken?: string
  /** Who gets an account in the user pool at the start, to be given a password. */
  readonly adminEmail?: string
  /** Where clients reach the server, without a path. The default is its host and port. */
  readonly publicUrl?: string
  /**
   * Proxies that say truly, in `X-Forwarded-For`, for whom they ask: addresses, nets such as `10.0.0.0/8`, and `loopback` for
   * this machine. Without any, the address of a client is that of who connects.
   */
  readonly trustedProxies?: readonly string[]
  /** A second port, for health checks and metrics only. */
  readonly healthPort?: number
  /** The folder to serve at `/` instead of the page that comes with the package. */
  readonly site?: string
  /** What the handlers and models of the stage file are relative to. The default is the working directory. */
  readonly folder?: string
  /** Who is told of what functions do. */
  readonly functions?: FunctionWatch
  readonly log?: Log
  readonly clock?: Clock
  readonly ids?: Ids
}

/** What cannot be served as it is asked for. The message is for a person, and says what to do. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}
