import { type App, type Environment, type StackProps, Tags } from 'aws-cdk-lib/core'
import type { Bundles } from './bundles.ts'
import { checkStacks } from './checks.ts'
import { ConformanceStack } from './conformance/conformance-stack.ts'
import { FleetStack } from './fleet/fleet-stack.ts'
import { IdentityStack } from './identity/identity-stack.ts'
import { ServerlessStack } from './serverless/serverless-stack.ts'
import type { StackName, Stage } from './stage.ts'

export interface StacksOptions {
  readonly stage: Stage
  readonly bundles: Bundles
  /** A folder with the page. */
  readonly page: string
  /** The root of the repository. */
  readonly folder: string
  /** Whether the handlers of the conformance suite, which let everybody do everything, are among them. */
  readonly withConformance: boolean
}

/** All stacks of a stage, checked. */
export function addStacks(app: App, options: StacksOptions): void {
  const { stage, bundles, page, folder, withConformance } = options
  const common = (part: StackName): StackProps => ({
    stackName: stage.named(part),
    env: environmentOf(stage),
    description: descriptions[part],
    terminationProtection: stage.retain,
  })
  const identity = new IdentityStack(app, 'identity', { ...common('identity'), stage, bundles })
  const issuerUrl = stage.file.aws?.fleet?.issuerUrl ?? identity.issuerUrl
  new ServerlessStack(app, 'serverless', { ...common('serverless'), stage, bundles, issuerUrl, page })
  new FleetStack(app, 'fleet', { ...common('fleet'), stage, issuerUrl })
  if (withConformance) {
    new ConformanceStack(app, 'conformance', { ...common('conformance'), stage, bundles, folder })
  }
  Tags.of(app).add('stoa:stage', stage.name)
  checkStacks(app)
}

const descriptions: Readonly<Record<StackName, string>> = {
  identity: 'Stoa: logins, and the keys that tokens are checked with',
  serverless: 'Stoa: all APIs on API Gateway and Lambda',
  fleet: 'Stoa: the server as a fleet behind a load balancer',
  conformance: 'Stoa: the handlers that the conformance suite asks for',
}

/** Without a region of its own, a stage goes where the credentials point. */
const environmentOf = ({ account, region }: Stage): Environment => ({
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
})
