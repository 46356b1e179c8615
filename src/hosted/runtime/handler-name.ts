import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LoadProblem } from './problem.ts'

export interface HandlerName {
  /** Absolute, without an ending. */
  readonly file: string
  /** `['nested', 'handler']` for an export in an export. */
  readonly exportPath: readonly string[]
}

const scripts = ['.js', '.mjs', '.cjs'] as const
const typedScripts = ['.ts', '.mts', '.cts'] as const

/** `./lambdas/connect.handler` is split at the first dot of its last part, as on Lambda. */
export function handlerName(handler: string, folder: string): HandlerName {
  const [file = '', ...exportPath] = basename(handler).split('.')
  if (file === '' || exportPath.length === 0 || exportPath.includes('')) {
    throw new LoadProblem(
      'Runtime.MalformedHandlerName',
      `"${handler}" names no handler: write the file without its ending, a dot and the export, like "./lambdas/connect.handler"`,
    )
  }
  return { file: resolve(folder, dirname(handler), file), exportPath }
}

/** The file that a handler is in: with one of the endings, or the index of a folder. */
export function findFile({ file }: HandlerName): string {
  const endings = runsTypes() ? [...scripts, ...typedScripts] : scripts
  const candidates = [file, join(file, 'index')].flatMap((base) => endings.map((ending) => base + ending))
  const found = candidates.find(isFile)
  if (found !== undefined) return found
  const typed = typedScripts.map((ending) => file + ending).find(isFile)
  const hint =
    typed === undefined
      ? ''
      : `. There is ${typed}, but Node ${process.versions.node} does not run TypeScript: compile it, or use Node 22.18 or newer`
  throw new LoadProblem(
    'Runtime.ImportModuleError',
    `Cannot find the file of the handler. Tried ${file}{${endings.join(',')}} and ${file}/index{${endings.join(',')}}${hint}`,
  )
}

function runsTypes(): boolean {
  const features: object = process.features
  return Boolean(Reflect.get(features, 'typescript'))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
