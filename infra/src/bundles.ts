import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { BundleName } from './bundle-names.ts'

export type { BundleName } from './bundle-names.ts'

/** The code of functions. */
export interface Bundles {
  code(name: BundleName): Code
}

/** What `infra/build.mjs` has made. Throws if a bundle is not there. */
export function bundlesIn(folder: string): Bundles {
  return {
    code(name) {
      const bundle = join(folder, name)
      if (!existsSync(join(bundle, 'index.mjs'))) throw new Error(`the bundle ${name} has not been built`)
      return Code.fromAsset(bundle)
    },
  }
}
