import { pathToFileURL } from 'node:url'
import type { LambdaContext } from './context.ts'
import { findFile, type HandlerName, handlerName } from './handler-name.ts'
import { isSdkMissing, lendSdk, loadWithSdk } from './own-sdk.ts'
import { LoadProblem } from './problem.ts'

export type Callback = (error?: unknown, result?: unknown) => void
export type Handler = (event: unknown, context: LambdaContext, callback: Callback) => unknown

/**
 * The function that a handler's name leads to, in an ES module or in CommonJS. It throws a `LoadProblem` with Lambda's
 * name for what is wrong, or what the code itself throws while it is loaded.
 */
export async function loadHandler(handler: string, folder: string): Promise<Handler> {
  refuseStreaming()
  const name = handlerName(handler, folder)
  const file = findFile(name)
  lendSdk(file)
  const loaded = await load(file)
  return handlerIn(loaded, name, file)
}

async function load(file: string): Promise<object> {
  const { href } = pathToFileURL(file)
  try {
    return await importOf(href).catch((error: unknown) => {
      if (isSdkMissing(error)) return loadWithSdk(href, importOf)
      throw error
    })
  } catch (error) {
    throw explained(error, file)
  }
}

async function importOf(href: string): Promise<object> {
  return import(href)
}

/** What an error of loading means to somebody who has not read the loader. */
function explained(error: unknown, file: string): unknown {
  if (error instanceof LoadProblem || !(error instanceof Error)) return error
  if (error instanceof SyntaxError) {
    return new LoadProblem(
      'Runtime.UserCodeSyntaxError',
      `${String(error)}${whereOf(error)} (${file})${moduleHint(error)}`,
    )
  }
  const code: unknown = Reflect.get(error, 'code')
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return error
  const missing = /Cannot find (?:package|module) '([^'./][^']*)'/.exec(error.message)?.[1]
  const hint =
    missing === undefined || missing.includes(':')
      ? ''
      : `. Is it installed? npm install ${packageOf(missing)}`
  return new LoadProblem('Runtime.ImportModuleError', `${String(error)} (loading ${file})${hint}`)
}

/** A syntax error's file and line are in front of its stack only. */
function whereOf(error: SyntaxError): string {
  const [first = ''] = error.stack?.split('\n') ?? []
  return /:\d+$/.test(first) ? ` at ${first}` : ''
}

function moduleHint(error: SyntaxError): string {
  return /import statement outside a module|Unexpected token 'export'/.test(error.message)
    ? '. It is an ES module in a folder of CommonJS: name it .mjs, or put "type": "module" in its package.json'
    : ''
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function handlerIn(loaded: object, name: HandlerName, file: string): Handler {
  const path = name.exportPath.join('.')
  const [found, inner] = [loaded, Reflect.get(loaded, 'default')].map((each) =>
    exportAt(each, name.exportPath),
  )
  // What CommonJS assigns to `module.exports` is the default export of an import, so its own `default` is in there.
  if (isHandler(inner) && !isHandler(found)) return inner
  if (isHandler(found)) return found
  const what =
    (found ?? inner ?? undefined) === undefined
      ? 'is not exported'
      : `is not a function but of type ${typeof (found ?? inner)}`
  throw new LoadProblem('Runtime.HandlerNotFound', `${path} ${what}. ${file} exports ${exportsOf(loaded)}`)
}

function exportAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isObject(at) ? Reflect.get(at, key) : undefined), value)
}

function exportsOf(loaded: object): string {
  const inner: unknown = Reflect.get(loaded, 'default')
  const innerNames = isObject(inner) ? Object.keys(inner) : []
  const names = new Set([...Object.keys(loaded), ...innerNames])
  // How Node shows an object of CommonJS; nobody has written it.
  names.delete('module.exports')
  if (innerNames.length > 0) names.delete('default')
  return names.size === 0 ? 'nothing' : [...names].join(', ')
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function'
}

function refuseStreaming(): void {
  const streamifyResponse = () => {
    throw new LoadProblem(
      'Runtime.MalformedStreamingHandler',
      'Handlers that stream their response (awslambda.streamifyResponse) are not supported: a WebSocket API takes whole answers',
    )
  }
  Reflect.set(globalThis, 'awslambda', { streamifyResponse })
}
