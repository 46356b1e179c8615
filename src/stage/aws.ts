import type { AwsDomainStage, AwsFleetStage, AwsStage } from './aws-stage.ts'
import { checked } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { count, flag, text } from './reading/scalars.ts'
import type { Reader } from './reading/value.ts'
import { email, origin, region } from './texts.ts'

const account = text({
  mustBe: 'the 12 digits of an account, in quotes',
  holds: (read) => /^\d{12}$/.test(read),
})

const arnOf = (service: string, example: string): Reader<string> =>
  text({
    mustBe: `an ARN such as ${example}`,
    holds: (read) =>
      read.length <= 2_048 && new RegExp(`^arn:aws[\\w-]*:${service}:[\\w-]+:\\d{12}:\\S+$`).test(read),
  })

const certificateArn = arnOf('acm', 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d')

const providersSecretArn = arnOf(
  'secretsmanager',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:stoa-providers-AbCdEf',
)

const domainName = text({
  mustBe: 'a domain name such as chat.example.com',
  holds: (read) => read.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(read),
})

const hostedZoneId = text({
  mustBe: 'the id of a hosted zone such as Z0123456789EXAMPLE',
  holds: (read) => /^[A-Z0-9]{1,32}$/.test(read),
})

const domain = checked(
  mapping<AwsDomainStage>({ name: domainName, hostedZoneId, hostedZoneName: domainName, certificateArn }, [
    'name',
    'hostedZoneId',
    'hostedZoneName',
  ]),
  ({ name, hostedZoneName }) =>
    name === hostedZoneName || name.endsWith(`.${hostedZoneName}`)
      ? []
      : ['has a name that is not in its hosted zone'],
)

const fleetDefaults = { min: 3, max: 10 }

const fleet = checked(
  mapping<AwsFleetStage>({
    min: count(1, 1_000),
    max: count(1, 1_000),
    cpuPercent: count(10, 80),
    certificateArn,
    issuerUrl: origin,
  }),
  ({ min = fleetDefaults.min, max = fleetDefaults.max }) => (min > max ? ['has a min above its max'] : []),
)

// What CloudWatch Logs knows (PutRetentionPolicy).
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const logRetentionDays = checked(count(1, 3_653), (days) =>
  retentionDays.includes(days) ? [] : [`must be one of the spans of CloudWatch: ${retentionDays.join(', ')}`],
)

/** What a stage file says about the stage on AWS. */
export const aws = mapping<AwsStage>({
  account,
  region,
  adminEmail: email,
  alarmEmail: email,
  retain: flag,
  logRetentionDays,
  workerConcurrency: count(2, 1_000),
  providersSecretArn,
  domain,
  fleet,
})
