import { type App, Validations } from 'aws-cdk-lib/core'
import { AwsSolutionsChecks } from 'cdk-nag'

/**
 * Templates are checked where they are made. What the rules of CloudFormation or of AWS Solutions find in them, and nobody
 * has given a reason for, is an error (`validateAgainstDefaultRules` in `cdk.json` is the other half of that).
 */
export function checkStacks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
