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
