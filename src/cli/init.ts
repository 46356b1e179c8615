import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Command, Option } from 'commander'
import { exampleStageFile } from '../presets/index.ts'
import { fail } from './fail.ts'
import { readStage } from './options.ts'
import { defaultStage } from './serve-options.ts'

interface InitOptions {
  readonly stage: string
  readonly force: boolean
}

export function initCommand(): Command {
  return new Command('init')
    .description('write environment/STAGE.yaml, a stage file with every setting in it, commented')
    .addOption(
      new Option('--stage <stage>', 'which stage')
        .env('STOA_STAGE')
        .default(defaultStage)
        .argParser(readStage),
    )
    .option('--force', 'write it anew if it is there', false)
    .addHelpText('after', '\nExample:\n  stoa init --stage dev && stoa serve --stage dev')
    .action(init)
}

function init({ stage, force }: InitOptions): void {
  const file = `environment/${stage}.yaml`
  if (existsSync(file) && !force) fail(`${file} is there already; --force writes it anew`)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, exampleStageFile(stage))
  } catch (error) {
    fail(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  process.stdout.write(`Wrote ${file}. Change it, and start with: stoa serve --stage ${stage}\n`)
}
