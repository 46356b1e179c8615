import { readFileSync } from 'node:fs'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { App } from 'aws-cdk-lib/core'
import type { Bundles } from './bundles.ts'

/** Functions with nothing in them. */
export const testBundles: Bundles = { code: () => Code.fromInline('exports.handler = async () => {}') }

/** An app with the flags of `cdk.json`. */
export function testApp(): App {
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))
  return new App({ context })
}
