import { Validations } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'

/** Accept a finding on a construct and what is in it. `AwsSolutions-IAM5[Resource::*]` is one finding of a rule. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason })
}
