import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TemplateProblem } from './template-problem.ts'
import { type Fields, fieldsOf, textOf } from './values.ts'

/** What CDK wrote for one stack. */
export interface SynthesizedStack {
  readonly name: string
  readonly template: Fields
}

/** CDK's output folder. */
export interface Assembly {
  readonly stacks: readonly SynthesizedStack[]
  /** A file or a folder of an asset, absolute, by the key under which it would be in the assets' bucket. */
  readonly assets: ReadonlyMap<string, string>
}

/** Read an output folder with the assemblies in it. Throws for what is no such folder. */
export function readAssembly(out: string): Assembly {
  const artifacts = Object.values(fieldsOf(readJson(join(out, 'manifest.json')).artifacts)).map(fieldsOf)
  const stacks = artifacts
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ properties, displayName }) => readStack(out, fieldsOf(properties), textOf(displayName)))
  const inner = artifacts
    .filter(({ type }) => type === 'cdk:cloud-assembly')
    .map(({ properties }) => readAssembly(join(out, textOf(fieldsOf(properties).directoryName) ?? '')))
  return {
    stacks: [...stacks, ...inner.flatMap((assembly) => assembly.stacks)],
    assets: new Map([...readAssets(out), ...inner.flatMap((assembly) => [...assembly.assets])]),
  }
}

function readStack(out: string, properties: Fields, displayName: string | undefined): SynthesizedStack {
  const file = textOf(properties.templateFile)
  if (file === undefined) {
    throw new TemplateProblem(
      { resource: join(out, 'manifest.json'), property: '' },
      'a stack has no template',
    )
  }
  const name = textOf(properties.stackName) ?? displayName ?? file.replace(/\.template\.json$/, '')
  return { name, template: readJson(join(out, file)) }
}

function readAssets(out: string): [key: string, path: string][] {
  const files = readdirSync(out).filter((file) => file.endsWith('.assets.json'))
  return files.flatMap((file) =>
    Object.values(fieldsOf(readJson(join(out, file)).files)).flatMap((asset) => {
      const { source, destinations } = fieldsOf(asset)
      const path = textOf(fieldsOf(source).path)
      if (path === undefined) return []
      return Object.values(fieldsOf(destinations)).flatMap((destination): [string, string][] => {
        const key = textOf(fieldsOf(destination).objectKey)
        return key === undefined ? [] : [[key, join(dirname(join(out, file)), path)]]
      })
    }),
  )
}

function readJson(file: string): Fields {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return fieldsOf(parsed)
}
