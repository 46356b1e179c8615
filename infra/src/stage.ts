import { RemovalPolicy } from 'aws-cdk-lib/core'
import { type LoadOptions, loadStageFile, type StageFile, StageProblem } from '../../src/stage/index.ts'

/** One deployment of everything: what stacks need to know of it. */
export interface Stage {
  readonly name: string
  /** What the stage file says; empty without one. */
  readonly file: StageFile
  readonly account: string | undefined
  readonly region: string | undefined
  readonly adminEmail: string | undefined
  readonly alarmEmail: string | undefined
  /** Whether what holds people's data stays when a stack is removed. */
  readonly retain: boolean
  readonly removalPolicy: RemovalPolicy
  readonly logRetentionDays: number
  /** `NONE` is what functions take as silence. */
  readonly logLevel: string
  /** Whether the fleet belongs to what is deployed when nothing is named. */
  readonly hasFleet: boolean
  /** `stoa-<stage>-<part>`: a physical name that no other stage has. */
  named(part: string): string
}

export const stackNames = ['identity', 'serverless', 'fleet', 'conformance'] as const

export type StackName = (typeof stackNames)[number]

export interface StageOptions extends LoadOptions {
  /** Instead of the one in the file. */
  readonly adminEmail?: string | undefined
}

/** Throws a `StageProblem` for a name that AWS does not take or a stage file that has mistakes. */
export function readStage({ adminEmail, ...options }: StageOptions): Stage {
  const name = options.stage
  // It is part of the names of stacks, API stages, buses and functions, and has to be short enough for all of them.
  if (!/^[a-z0-9][a-z0-9-]{0,23}$/.test(name)) {
    throw new StageProblem('a stage on AWS is 1 to 24 small letters, digits and hyphens')
  }
  const file = loadStageFile(options)?.stage ?? {}
  if (file.aws?.fleet?.certificateArn !== undefined && file.aws.domain === undefined) {
    throw new StageProblem(
      'aws.fleet.certificate_arn needs aws.domain: the certificate has to be for a name in it, fleet.NAME',
    )
  }
  refuseModerators(file)
  return stageOf(name, file, adminEmail)
}

/** Whoever has said that somebody looks at what is published must not find out later that nobody does. */
function refuseModerators({ hub = {} }: StageFile): void {
  const namespaces = Object.entries(hub.namespaces ?? {})
  const own = namespaces.flatMap(([name, rules]) =>
    rules !== false && rules.moderation ? [`namespaces.${name}.`] : [],
  )
  const [place] = [...(hub.moderation ? [''] : []), ...own]
  if (place === undefined) return
  throw new StageProblem(
    `hub.${place}moderation: functions that moderate run beside a server, and not on AWS; take it out, or use words`,
  )
}

export function stageOf(name: string, file: StageFile = {}, adminEmail = file.aws?.adminEmail): Stage {
  const { aws = {} } = file
  const retain = aws.retain ?? name === 'prod'
  return {
    name,
    file,
    account: aws.account,
    region: aws.region ?? file.region,
    adminEmail,
    alarmEmail: aws.alarmEmail,
    retain,
    removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    logRetentionDays: aws.logRetentionDays ?? 30,
    logLevel: file.logLevel ?? 'INFO',
    hasFleet: aws.fleet !== undefined,
    named: (part) => `stoa-${name}-${part}`,
  }
}
