import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { asyncApiDocuments } from '../presets/index.ts'
import { fail } from './fail.ts'
import { readServerUrl, readStage } from './options.ts'
import { defaultStage } from './serve-options.ts'
import { loadStage } from './stage.ts'
import { tableOf } from './table.ts'

interface DocsOptions {
  readonly format: 'yaml' | 'json'
  readonly out?: string
  readonly url: URL
  readonly stage: string
  readonly config?: string
}

type Documents = ReturnType<typeof asyncApiDocuments>

const examples = `
A running server has the documents of what it serves at /docs, with a page that shows them.

Examples:
  stoa docs notify
  stoa docs notify --format json --url wss://api.example.com
  stoa docs --out docs/asyncapi`

export function docsCommand(): Command {
  const command = new Command('docs')
    .description('write the AsyncAPI documents of the APIs; without a name, say which there are')
    .argument('[api]', 'name of one API')
    .addHelpText('after', examples)
    .action(docs)
  for (const option of docsOptions()) command.addOption(option)
  return command
}

const docsOptions = (): Option[] => [
  new Option('--format <format>', 'what to write').choices(['yaml', 'json']).default('yaml'),
  new Option('--out <folder>', 'write <api>.asyncapi.yaml or .json there, instead of to the standard output'),
  new Option('--url <url>', 'where clients reach the server, without a path')
    .default(readServerUrl('ws://127.0.0.1:8080'), 'ws://127.0.0.1:8080')
    .argParser(readServerUrl),
  new Option('--stage <stage>', 'name of the deployment, which is the path of the web chat')
    .env('STOA_STAGE')
    .default(defaultStage)
    .argParser(readStage),
  new Option('--config <file>', 'stage file to read (default: environment/STAGE.yaml, if it is there)'),
]

async function docs(name: string | undefined, options: DocsOptions): Promise<void> {
  const { url, stage, out } = options
  const stageFile = loadStage(options)?.stage
  if (url.pathname !== '/') fail(`${url.href} has a path; give --url without one, like ${url.origin}`)
  const all = asyncApiDocuments({
    url: url.origin,
    stage,
    ...(stageFile !== undefined && { stageFile }),
  })
  const chosen = name === undefined ? all : all.filter((one) => one.name === name)
  if (chosen.length === 0) {
    fail(`there is no API "${name}"; there are ${all.map((one) => one.name).join(', ')}`)
  }
  if (out !== undefined) return writeAll(chosen, out, options)
  process.stdout.write(name === undefined ? listOf(all) : chosen.map((one) => textOf(one, options)).join(''))
}

function listOf(documents: Documents): string {
  const rows = documents.map(({ name, path, document }) => [name, path, document.info.title])
  const [first] = documents
  return [
    tableOf([['API', 'PATH', 'TITLE'], ...rows]),
    '',
    `stoa docs ${first?.name} shows the document of one; stoa docs --out <folder> writes them all.`,
    '',
  ].join('\n')
}

function textOf({ document, yaml }: Documents[number], { format }: DocsOptions): string {
  return format === 'yaml' ? yaml : `${JSON.stringify(document, null, 2)}\n`
}

async function writeAll(documents: Documents, folder: string, options: DocsOptions): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    for (const one of documents) {
      const file = join(folder, `${one.name}.asyncapi.${options.format}`)
      await writeFile(file, textOf(one, options))
      process.stdout.write(`${file}\n`)
    }
  } catch (error) {
    fail(`cannot write to ${folder}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
