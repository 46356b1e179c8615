import type { ResolveHook } from 'node:module'

/** Runs in Node's thread for module hooks: see `lendSdkToImport`. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!/^@(aws-sdk|smithy)\//.test(specifier)) throw error
    return next(specifier, { ...context, parentURL: import.meta.url })
  }
}
