import { fileURLToPath } from 'node:url'
import { App } from 'aws-cdk-lib/core'
import { bundlesIn } from './bundles.ts'
import { addStacks } from './stacks.ts'
import { readStage } from './stage.ts'

// Built, this file is infra/dist/app.js.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const app = new App()

function given(name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

addStacks(app, {
  stage: readStage({
    stage: given('stage') ?? 'poc',
    folder: here('../..'),
    config: given('config'),
    env: process.env,
    adminEmail: given('email'),
  }),
  bundles: bundlesIn(here('bundles')),
  page: here('../../web/dist'),
  folder: here('../..'),
  withConformance: given('conformance') === 'true',
})
app.synth()
