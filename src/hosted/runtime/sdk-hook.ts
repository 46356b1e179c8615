import type { ResolveHook } from 'node:module'

/**
 * At the end of the URLs of modules that are loaded again with the SDK. Node remembers by the URL that a module could
 * not be loaded.
 */
export const withSdk = '?with-sdk'

export const isOfSdk = (specifier: string): boolean => /^@(aws-sdk|smithy)\//.test(specifier)

/** Runs in Node's thread for module hooks: see `loadWithSdk`. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    const found = await next(specifier, context)
    const isAgain = context.parentURL?.endsWith(withSdk) && /^\.{0,2}\//.test(specifier)
    return isAgain && !found.url.includes('?') ? { ...found, url: found.url + withSdk } : found
  } catch (error) {
    if (!isOfSdk(specifier)) throw error
    return next(specifier, { ...context, parentURL: import.meta.url })
  }
}
