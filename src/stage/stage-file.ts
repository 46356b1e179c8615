export type LogLevel = 'NONE' | 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE'

export type StageProfile = 'open' | 'aws'

export type ApiName = 'chat' | 'relay' | 'notify' | 'webchat' | 'lobby'

/** What a stage file says. What it does not say is not there: the defaults are the business of who reads it. */
export interface StageFile {
  /** Whether `webchat` wants signed requests. */
  readonly iamAuth?: boolean
  readonly logLevel?: LogLevel
  readonly profile?: StageProfile
  /** Where clients reach the server: an origin, without a slash at the end. */
  readonly publicUrl?: string
  readonly region?: string
  /** At least 16 characters. */
  readonly jwtSecret?: string
  /** No access key id is in it twice. */
  readonly credentials?: readonly CredentialStage[]
  /** `false`: not served. No two of them have the same path. */
  readonly apis?: ApisStage
  /** For all APIs; an API's own go before them. */
  readonly limits?: LimitsStage
  readonly userPool?: UserPoolStage
  readonly providers?: ProvidersStage
  readonly bus?: BusStage
}

/** What requests may be signed with. */
export interface CredentialStage {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export type ApisStage = { readonly [Name in ApiName]?: ApiStage | false }

export interface ApiStage {
  /** Begins with a slash and ends with none, unless it is `/`. */
  readonly path?: string
  /** At least one. The order is the file's. */
  readonly authorizers?: readonly AuthorizerStage[]
  readonly limits?: LimitsStage
  readonly profile?: StageProfile
  readonly idleTimeoutSeconds?: number
  readonly maxDurationSeconds?: number
}

/** Whole numbers above 0. */
export interface LimitsStage {
  readonly rate?: number
  readonly burst?: number
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

export type AuthorizerStage =
  | PlainAuthorizerStage
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

export interface SteamStage {
  readonly appId: string
  readonly webApiKey: string
  readonly url?: string
  readonly identity?: string
}

export interface AppleStage {
  readonly appId: string
  readonly url?: string
  readonly issuer?: string
}

export interface GooglePlayStage {
  readonly appId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenUrl?: string
  readonly url?: string
}

export interface FacebookStage {
  readonly appId: string
  readonly url?: string
}

export interface CognitoStage {
  readonly endpoint?: string
  readonly userPoolId?: string
  readonly clientId?: string
  readonly region?: string
  readonly jwksUri?: string
}

export interface ProvidersStage {
  readonly steam?: SteamStage
  readonly apple?: AppleStage
  readonly googlePlay?: GooglePlayStage
  readonly facebook?: FacebookStage
  /** `false`: nobody logs in with Cognito, with the server's own pool neither. */
  readonly cognito?: CognitoStage | false
}

export interface BusStage {
  readonly attempts?: number
  readonly backOffMs?: number
  readonly alarmWebhook?: string
}
