import Module, { createRequire, register } from 'node:module'

const isOfSdk = /^@(aws-sdk|smithy)\//

/**
 * On Lambda the AWS SDK is a part of the runtime. Here a `require` of one of its packages that is not installed beside
 * the handler finds the copy that is installed beside this program, if there is one.
 */
export function lendSdkToRequire(): void {
  const { resolve } = createRequire(import.meta.url)
  const original: unknown = Reflect.get(Module, '_resolveFilename')
  if (!isFunction(original)) return
  Reflect.set(Module, '_resolveFilename', function (this: unknown, ...input: unknown[]) {
    try {
      return original.apply(this, input)
    } catch (error) {
      const [request] = input
      if (typeof request !== 'string' || !isOfSdk.test(request)) throw error
      return resolvedOr(error, () => resolve(request))
    }
  })
}

/** The same for `import`. It costs a thread, so it is done only when a handler has asked in vain. */
export function lendSdkToImport(): void {
  register('./sdk-hook.js', import.meta.url)
}

/** Whether a package of the SDK was asked for and is not there. */
export function isSdkMissing(error: unknown): boolean {
  return error instanceof Error && /Cannot find package '@(aws-sdk|smithy)\//.test(error.message)
}

function resolvedOr(error: unknown, resolve: () => string): string {
  try {
    return resolve()
  } catch {
    throw error
  }
}

function isFunction(value: unknown): value is (this: unknown, ...input: unknown[]) => unknown {
  return typeof value === 'function'
}
