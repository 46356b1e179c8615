import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { maxFileBytes, readStageFile } from './read-stage-file.ts'
import type { Environment } from './reading/interpolate.ts'
import type { StageFile } from './stage-file.ts'
import { StageProblem } from './stage-problem.ts'

export interface LoadOptions {
  /** The one that has the folder `environment` in it, and that `config` is relative to. */
  readonly folder: string
  readonly stage: string
  /** A file to read instead of the stage's. */
  readonly config?: string | undefined
  /** What to read instead of any file that `config` does not name. It comes from the variable `STOA_CONFIG`. */
  readonly text?: string | undefined
  readonly env: Environment
}

export interface LoadedStage {
  /** Its path, or `STOA_CONFIG`. */
  readonly file: string
  readonly stage: StageFile
}

/**
 * Read `environment/<stage>.yaml` (or `.yml`), or the file that `config` names, or else `text`. `undefined` if the stage has none.
 * Throws a `StageProblem` if a named file is missing, or if what is there cannot be read or has mistakes.
 */
export function loadStageFile({ folder, stage, config, text, env }: LoadOptions): LoadedStage | undefined {
  if (config === undefined && text) {
    return { file: variable, stage: readStageFile(text, { name: variable, env }) }
  }
  const name = config ?? nameOf(folder, stage)
  if (name === undefined) return undefined
  const file = resolve(folder, name)
  return { file, stage: readStageFile(textOf(file, name), { name, env }) }
}

const variable = 'STOA_CONFIG'

function nameOf(folder: string, stage: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stage)) {
    throw new StageProblem('a stage is 1 to 128 letters, digits, hyphens and underscores')
  }
  const names = [`environment/${stage}.yaml`, `environment/${stage}.yml`]
  const [name, second] = names.filter((one) => isThere(join(folder, one)))
  if (second !== undefined) throw new StageProblem(`${names.join(' and ')} are both there; keep one of them`)
  return name
}

/** What cannot even be looked at is there: reading it will say why. */
function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}

function textOf(file: string, name: string): string {
  try {
    const found = statSync(file)
    // A device may never end.
    if (!found.isFile() && !found.isFIFO()) throw new StageProblem(`${name} is not a file`)
    if (found.size > maxFileBytes) throw new StageProblem(`${name} is larger than 256 KB`)
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    if (error instanceof StageProblem) throw error
    throw new StageProblem(`${name} ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'is not there'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user'
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not UTF-8 text; save it as UTF-8'
    default:
      return `cannot be read (${String(code ?? error)})`
  }
}
