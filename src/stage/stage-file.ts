import type { AwsStage } from './aws-stage.ts'
import type { HubStage } from './hub-stage.ts'
import type { ProvidersStage } from './provider-stages.ts'

export type LogLevel = 'NONE' | 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE'

export type StageProfile = 'open' | 'aws'

export type ApiName = 'chat' | 'relay' | 'notify' | 'webchat' | 'lobby' | 'hub'

/** What a stage file says. What it does not say is not there: the defaults are the business of who reads it. */
export interface StageFile {
  /** Whether `webchat` wants signed requests. */
  readonly iamAuth?: boolean
  readonly logLevel?: LogLevel
  readonly profile?: StageProfile
  /** Where clients reach the server: an origin, without a slash at the end. */
  readonly publicUrl?: string
  /** Whose `X-Forwarded-For` is believed: addresses, nets (`10.0.0.0/8`), and `loopback` for this machine. */
  readonly trustedProxies?: readonly string[]
  readonly region?: string
  /** At least 16 characters. */
  readonly jwtSecret?: string
  /** What the console asks for, at least 16 characters. */
  readonly adminToken?: string
  /** No access key id is in it twice. */
  readonly credentials?: readonly CredentialStage[]
  /** `false`: not served. No two of them have the same path. */
  readonly apis?: ApisStage
  /** APIs of one's own, under `apis` too. */
  readonly hosted?: readonly HostedApiStage[]
  /** The rules of the hub. */
  readonly hub?: HubStage
  /** For all APIs; an API's own go before them. */
  readonly limits?: LimitsStage
  readonly userPool?: UserPoolStage
  readonly providers?: ProvidersStage
  readonly bus?: BusStage
  readonly redis?: RedisStage
  readonly aws?: AwsStage
}

/** The Redis or Valkey of a fleet. */
export interface RedisStage {
  /** `redis://…`, `rediss://…`, and the same with `+sentinel` or `+cluster`. Without it, there is no fleet. */
  readonly url?: string
  readonly prefix?: string
  /** Authorities to trust for TLS, in PEM. */
  readonly caFile?: string
}

/** What requests may be signed with. */
export interface CredentialStage {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export type ApisStage = { readonly [Name in ApiName]?: ApiStage | false }

/** An API whose routes are functions, or what else answers for them. A throttle of a route is with the route. */
export interface HostedApiStage extends Omit<ApiStage, 'path' | 'routeThrottles'> {
  /** A letter, and up to 63 letters, digits, hyphens and underscores. No two have the same. */
  readonly name: string
  /** The default is `/` and the name. */
  readonly path: string
  /** What events call the stage. The default is the last part of the path; there is none if that cannot be a stage. */
  readonly stage?: string
  readonly apiId?: string
  /** A route selection expression. The default is `$request.body.action`. */
  readonly selector: string
  /** At least one, by their keys as the file has them: `constructor` and `__proto__` can be among them. */
  readonly routes: Readonly<Record<string, HostedRouteStage>>
  /** Stage variables. */
  readonly variables?: Readonly<Record<string, string>>
  /** Variables of the environment of all its functions; a route's own go before them. */
  readonly environment?: Readonly<Record<string, string>>
  /** Who connects must have one of these keys. */
  readonly apiKeys?: ApiKeysStage
  readonly contract?: ContractStage
}

export interface ApiKeysStage {
  readonly source: '$request.header.x-api-key' | '$context.authorizer.usageIdentifierKey'
  readonly keys: readonly { readonly id: string; readonly value: string }[]
}

/** Where AWS does both, or nobody knows what it does. */
export interface ContractStage {
  /** Whether what an authorizer says reaches events as texts (`"1"`, the default) or as it is. */
  readonly contextTypes?: 'text' | 'native'
  /** What a client is told of an answer of 400 and more to its message: nothing (the default) or a frame. */
  readonly errorAnswers?: 'silent' | 'frame'
  /** Whether a client's pings count against the idle timeout. */
  readonly pingKeepsAlive?: boolean
  /** Close on binary frames with 1003 (the default), or hand them to routes in Base64. */
  readonly binary?: 'refuse' | 'base64'
  /** Whether a message waits until the one before it from the same client is handled. */
  readonly inOrder?: boolean
}

/** What answers for a route. `response`: its answer is sent to the client. */
export interface HostedRouteStage {
  readonly integration: FunctionStage | HttpStage | MockStage
  readonly response?: boolean
  /** Schemas by their key, `$default` for any other; files in JSON Schema draft 4. */
  readonly models?: Readonly<Record<string, string>>
  /** The expression whose value is the key of the model. */
  readonly modelSelector?: string
  readonly throttle?: ThrottleStage
}

export interface FunctionStage {
  readonly type: 'function'
  /** `./lambdas/connect.handler`: a file without its ending, and the export. */
  readonly handler: string
  /** 50 to 29,000. */
  readonly timeoutMs?: number
  readonly memoryMb?: number
  readonly environment?: Readonly<Record<string, string>>
}

export interface HttpStage {
  readonly type: 'http'
  readonly url: string
  /** The default is `POST`. */
  readonly method?: string
  readonly timeoutMs?: number
  /** Headers of the request by name, each a source of API Gateway's: `context.connectionId`, `'static'`. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface MockStage {
  readonly type: 'mock'
  /** The default is 200. */
  readonly status?: number
  readonly body?: string
}

/** Requests a second, and at once, of all clients together. */
export interface ThrottleStage {
  readonly rate: number
  readonly burst: number
}

/** What is done with events of a bus: a function gets them one by one, or as the records of a queue. */
export interface RuleStage extends Omit<FunctionStage, 'type'> {
  readonly name: string
  readonly bus?: string
  readonly sources?: readonly string[]
  readonly detailTypes?: readonly string[]
  readonly as: 'event' | 'queue'
  /** Records at once, at most. The default is 10. */
  readonly batchSize?: number
}

export interface ApiStage {
  /** Begins with a slash and ends with none, unless it is `/`. */
  readonly path?: string
  /** At least one. The order is the file's. */
  readonly authorizers?: readonly AuthorizerStage[]
  readonly limits?: LimitsStage
  /** What all clients of it together may send, connections included. */
  readonly throttle?: ThrottleStage
  /** The same of one route, instead. */
  readonly routeThrottles?: Readonly<Record<string, ThrottleStage>>
  readonly profile?: StageProfile
  readonly idleTimeoutSeconds?: number
  readonly maxDurationSeconds?: number
}

/** Whole numbers above 0. */
export interface LimitsStage {
  readonly rate?: number
  readonly burst?: number
  /** Of all connections of one user together, on all nodes. The burst is as large as the rate if it is not said. */
  readonly userRate?: number
  readonly userBurst?: number
  readonly outboundBytes?: number
  readonly inboundFrames?: number
  readonly topics?: number
  readonly maxFrameBytes?: number
  readonly maxMessageBytes?: number
}

export interface PlainAuthorizerStage {
  readonly type: 'guest' | 'iam' | 'none'
}

/** Tokens signed with a shared secret; without one, with the server's own. */
export interface JwtAuthorizerStage {
  readonly type: 'jwt'
  /** At least 16 characters. */
  readonly secret?: string
  /** Which claim is the user's id. */
  readonly userClaim?: 'data.userId' | 'sub'
}

/** Tokens of another issuer. Its URL is given as it is in the file: it is compared with tokens. */
export interface JwksAuthorizerStage {
  readonly type: 'jwks'
  /** An HTTP URL, unless there is a `jwksUri`. */
  readonly issuer: string
  readonly jwksUri?: string
  readonly audience?: string
}

/** Tokens of a Cognito user pool; without ids, of the server's own. */
export interface CognitoAuthorizerStage {
  readonly type: 'cognito'
  readonly userPoolId?: string
  readonly clientId?: string
  readonly jwksUri?: string
}

/** A Lambda authorizer: a function that answers with a policy. */
export interface LambdaAuthorizerStage extends Omit<FunctionStage, 'type'> {
  readonly type: 'lambda'
  /** `route.request.header.X`, `route.request.querystring.X`: without all of them, 401 and no call. */
  readonly identitySource?: readonly string[]
}

export type AuthorizerStage =
  | PlainAuthorizerStage
  | LambdaAuthorizerStage
  | JwtAuthorizerStage
  | JwksAuthorizerStage
  | CognitoAuthorizerStage

export interface UserPoolStage {
  readonly id?: string
  readonly clientId?: string
  readonly adminEmail?: string
  /** Whether people may make accounts for themselves; nobody is sent a code. */
  readonly selfSignUp?: boolean
}

export interface BusStage {
  readonly attempts?: number
  readonly backOffMs?: number
  readonly alarmWebhook?: string
  /** Under `rules`, by name. */
  readonly rules?: readonly RuleStage[]
  /** Queues of SQS by the rules they are for: `notify:0` is the first event route of notify, `rule:scores` a rule of the file. */
  readonly queueUrls?: Readonly<Record<string, string>>
  /** Names or ARNs of event buses at AWS, by what they are called here. */
  readonly eventBuses?: Readonly<Record<string, string>>
}
