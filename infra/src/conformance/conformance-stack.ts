import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { loadStageFile } from '../../../src/stage/index.ts'
import type { Bundles } from '../bundles.ts'
import { StageFunction } from '../function.ts'
import type { Stage } from '../stage.ts'
import { HostedApi } from './hosted-api.ts'

export interface ConformanceStackProps extends StackProps {
  readonly stage: Stage
  readonly bundles: Bundles
  /** The root of the repository. */
  readonly folder: string
}

/**
 * The handlers of `stoa conformance`, from the stage file with which they run on Stoa. Whoever can connect can post to all
 * connections of these APIs, so they are deployed only if they are asked for.
 */
export class ConformanceStack extends Stack {
  constructor(scope: Construct, id: string, { stage, bundles, folder, ...props }: ConformanceStackProps) {
    super(scope, id, props)
    const file = loadStageFile({
      folder,
      stage: stage.name,
      config: 'examples/conformance/stoa.yaml',
      env: {},
    })
    const common = { stage, bundles, environment: {} }
    const routes = new StageFunction(this, 'Routes', {
      ...common,
      bundle: 'conformance-routes',
      description: 'The routes of the conformance suite.',
    })
    const authorizer = new StageFunction(this, 'Authorizer', {
      ...common,
      bundle: 'conformance-authorizer',
      description: 'The authorizer of the conformance suite.',
    })
    for (const api of file?.stage.hosted ?? []) {
      const made = new HostedApi(this, { stage, api, folder, routes, authorizer })
      made.allowConnections(routes)
      made.allowConnections(authorizer)
      new CfnOutput(this, `${api.name === 'conformance' ? '' : 'Plain'}Url`, { value: made.url })
    }
  }
}
