/** Who signs requests, for which region. */
export interface Signing {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly region: string
}

/** Whom to trust as a server. */
export interface Trust {
  /** A certificate authority besides those of the system (PEM). */
  readonly ca?: string
  readonly isInsecure?: boolean
}

/** Where the APIs are, and how they are talked to. */
export interface Target {
  readonly url: URL
  /** An API without `$default`. */
  readonly plainUrl: URL | undefined
  /** An API with IAM authorization. */
  readonly iamUrl: URL | undefined
  readonly signing: Signing
  /** Whether the signature is by somebody whom the deployment should know. */
  readonly hasCredentials: boolean
  readonly trust: Trust
  /** How long an answer may take. */
  readonly timeoutMs: number
  /** How long nothing must come for there to be no answer. */
  readonly quietMs: number
}

/** What TLS is told about `trust`. */
export const tlsOptions = ({ ca, isInsecure }: Trust) => ({
  ...(ca !== undefined && { ca }),
  ...(isInsecure === true && { rejectUnauthorized: false }),
})
