/** What the stage is on AWS. */
export interface AwsStage {
  /** 12 digits. Without it, the account of the credentials that deploy. */
  readonly account?: string
  readonly region?: string
  /** An account in the user pool that is made with it. */
  readonly adminEmail?: string
  /** Who is told of alarms, once they have confirmed it. */
  readonly alarmEmail?: string
  /** Whether tables, keys and logs outlive the stacks. */
  readonly retain?: boolean
  /** One of the spans that CloudWatch knows. */
  readonly logRetentionDays?: number
  /** How many batches of fan-out and events are handled at once. */
  readonly workerConcurrency?: number
  /** A secret of Secrets Manager with `providers` as JSON. */
  readonly providersSecretArn?: string
  readonly domain?: AwsDomainStage
  readonly fleet?: AwsFleetStage
}

/** Names of one's own: each API is at `<api>.<name>`. */
export interface AwsDomainStage {
  readonly name: string
  readonly hostedZoneId: string
  readonly hostedZoneName: string
  /** For `*.<name>`, in the stage's region. Without it, one is made. */
  readonly certificateArn?: string
}

export interface AwsFleetStage {
  /** Tasks. No more of them than `max`. */
  readonly min?: number
  readonly max?: number
  /** At which mean there are more tasks: 10 to 80. */
  readonly cpuPercent?: number
  /** With it, the load balancer speaks TLS. */
  readonly certificateArn?: string
  /** Whose tokens chat takes. */
  readonly issuerUrl?: string
}
