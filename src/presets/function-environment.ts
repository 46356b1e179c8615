import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface FunctionEnvironmentOptions {
  readonly region: string
  /** A file with the authority of the server's certificate. */
  readonly caFile: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/**
 * What the environment of every function has: a region, something to sign with, and whom to trust.
 */
export function functionEnvironment(options: FunctionEnvironmentOptions): Readonly<Record<string, string>> {
  const { region, caFile, env } = options
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(caFile !== undefined && env.NODE_EXTRA_CA_CERTS === undefined && { NODE_EXTRA_CA_CERTS: caFile }),
    // The SDK wants something to sign with, and the server knows its functions without that.
    ...(!hasOwnCredentials(env) && { AWS_ACCESS_KEY_ID: 'stoa', AWS_SECRET_ACCESS_KEY: 'stoa' }),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

/** Where the SDK of a function finds the services that are here, unless the server's own environment says it. */
export function endpointVariables(
  { url, path }: { readonly url: string; readonly path: string | undefined },
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const all = {
    ...(path !== undefined && {
      AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: `${url}${path === '/' ? '' : path}`,
    }),
    AWS_ENDPOINT_URL_EVENTBRIDGE: url,
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => env[name] === undefined))
}

/** Whether the SDK would find credentials of the person who runs the server, or of the machine, for services at AWS. */
function hasOwnCredentials(env: NodeJS.ProcessEnv): boolean {
  const named = [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]
  const files = ['credentials', 'config'].map((name) => join(homedir(), '.aws', name))
  return named.some((name) => env[name]) || files.some((file) => existsSync(file)) || isAtAws()
}

/** A machine of EC2 gives the SDK its role when asked. */
function isAtAws(): boolean {
  try {
    return readFileSync('/sys/devices/virtual/dmi/id/sys_vendor', 'utf8').startsWith('Amazon')
  } catch {
    return false
  }
}
