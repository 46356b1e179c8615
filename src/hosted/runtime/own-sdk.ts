import { readFileSync } from 'node:fs'
import Module, { createRequire, register } from 'node:module'
import { isOfSdk, withSdk } from './sdk-hook.ts'

/**
 * On Lambda the AWS SDK is a part of the runtime. Here what asks for one of its packages that is not installed beside
 * the handler gets the copy that is installed beside this program, if there is one.
 */
export function lendSdk(file: string): void {
  lendSdkToRequire()
  const registerHooks: unknown = Reflect.get(Module, 'registerHooks')
  if (isFunction(registerHooks)) registerHooks({ resolve: resolveHere })
  else if (importsLater.test(readFileSync(file, 'utf8'))) register('./sdk-hook.js', import.meta.url)
}

// An import in the middle of an invocation cannot be tried again.
const importsLater = /\bimport\s*\(\s*['"`]@(aws-sdk|smithy)\//

/**
 * Node before 22.15 can only change imports in another thread, which costs as much as the rest of a start. So it is
 * done only when the SDK was asked for in vain, or will be. What `load` gives is the module of the URL, loaded anew.
 */
export async function loadWithSdk(href: string, load: (href: string) => Promise<object>): Promise<object> {
  register('./sdk-hook.js', import.meta.url)
  return load(href + withSdk)
}

/** Whether a package of the SDK was imported and is not there. */
export function isSdkMissing(error: unknown): boolean {
  return error instanceof Error && /Cannot find package '@(aws-sdk|smithy)\//.test(error.message)
}

function lendSdkToRequire(): void {
  const { resolve } = createRequire(import.meta.url)
  const original: unknown = Reflect.get(Module, '_resolveFilename')
  if (!isFunction(original)) return
  Reflect.set(Module, '_resolveFilename', function (this: unknown, ...input: unknown[]) {
    const [request] = input
    return orElse(
      () => original.apply(this, input),
      () => (typeof request === 'string' && isOfSdk(request) ? resolve(request) : undefined),
    )
  })
}

type Resolve = (specifier: string, context: object) => unknown

function resolveHere(specifier: string, context: object, next: Resolve): unknown {
  return orElse(
    () => next(specifier, context),
    () => (isOfSdk(specifier) ? next(specifier, { ...context, parentURL: import.meta.url }) : undefined),
  )
}

/** What `first` gives, else what `second` gives; if that is nothing, or throws too, the error is the first one's. */
function orElse(first: () => unknown, second: () => unknown): unknown {
  try {
    return first()
  } catch (error) {
    const found = attempt(second)
    if (found === undefined) throw error
    return found
  }
}

function attempt(task: () => unknown): unknown {
  try {
    return task()
  } catch {
    return undefined
  }
}

function isFunction(value: unknown): value is (this: unknown, ...input: unknown[]) => unknown {
  return typeof value === 'function'
}
