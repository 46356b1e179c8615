import { Template } from 'aws-cdk-lib/assertions'
import { Stack } from 'aws-cdk-lib/core'
import { vi } from 'vitest'
import { testApp, testBundles } from './stacks.fixture.ts'
import { addStacks } from './stacks.ts'
import { stageOf } from './stage.ts'

/** A resource of a template. */
export interface Found {
  readonly stack: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface Templates {
  readonly resources: readonly Found[]
  readonly outputs: readonly string[]
}

/** What is in all templates of a stage, unchecked, because that takes seconds. */
export function everything(): Templates {
  vi.stubEnv('CDK_VALIDATION', 'false')
  const app = testApp()
  const folder = new URL('../..', import.meta.url).pathname
  addStacks(app, {
    stage: stageOf('dev'),
    bundles: testBundles,
    page: import.meta.dirname,
    folder,
    withConformance: true,
  })
  const stacks = app.node.children.filter((child) => child instanceof Stack)
  const templates = stacks.map((stack) => ({ stack: stack.node.id, template: Template.fromStack(stack) }))
  vi.unstubAllEnvs()
  return {
    resources: templates.flatMap(({ stack, template }) => resourcesIn(stack, template)),
    outputs: templates
      .flatMap(({ template }) => Object.keys(template.findOutputs('*')))
      .filter((name) => !name.startsWith('ExportsOutput')),
  }
}

function resourcesIn(stack: string, template: Template): readonly Found[] {
  const all: Record<string, { Type: string; Properties?: Record<string, unknown> }> =
    template.toJSON().Resources
  return Object.values(all).map(({ Type, Properties = {} }) => ({
    stack,
    type: Type,
    properties: Properties,
  }))
}
