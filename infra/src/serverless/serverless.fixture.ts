import { Template } from 'aws-cdk-lib/assertions'
import type { App } from 'aws-cdk-lib/core'
import { vi } from 'vitest'
import type { StageFile } from '../../../src/stage/index.ts'
import { checkStacks } from '../checks.ts'
import { testApp, testBundles } from '../stacks.fixture.ts'
import { type Stage, stageOf } from '../stage.ts'
import { ServerlessStack } from './serverless-stack.ts'

/** The template of a stage, unchecked, because that takes seconds. */
export function templateOf(name: string, file: StageFile = {}): Template {
  vi.stubEnv('CDK_VALIDATION', 'false')
  const template = Template.fromStack(serverlessOf(testApp(), stageOf(name, file)))
  vi.unstubAllEnvs()
  return template
}

/** The template of a stage, which has passed all checks. */
export function checkedTemplateOf(name: string, file: StageFile = {}): Template {
  const app = testApp()
  const stack = serverlessOf(app, stageOf(name, file))
  checkStacks(app)
  return Template.fromStack(stack)
}

const serverlessOf = (app: App, stage: Stage): ServerlessStack =>
  new ServerlessStack(app, 'serverless', {
    stackName: stage.named('serverless'),
    ...(stage.region !== undefined && { env: { region: stage.region } }),
    stage,
    bundles: testBundles,
    issuerUrl: 'https://issuer.example.com',
    page: import.meta.dirname,
  })

export interface Resource {
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** All resources of a type. */
export const resourcesOf = (template: Template, type: string): readonly Resource[] =>
  Object.entries(template.findResources(type)).map(([id, { Properties = {} }]) => ({
    id,
    properties: Properties,
  }))

/** How many resources of a type have these properties, and perhaps more. */
export const countOf = (template: Template, type: string, properties: object = {}): number =>
  Object.keys(template.findResources(type, { Properties: properties })).length
