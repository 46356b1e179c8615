import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Credentials } from '../identity/index.ts'

export interface FunctionEnvironmentOptions {
  readonly region: string
  /** What the functions sign their requests with, if they are not to find something themselves. */
  readonly credentials: Credentials | undefined
  /** A file with the authority of the server's certificate. */
  readonly caFile: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/**
 * What the environment of every function has: a region, credentials, and whom to trust. What the server's own
 * environment says goes before it.
 */
export function functionEnvironment(options: FunctionEnvironmentOptions): Readonly<Record<string, string>> {
  const { region, credentials, caFile, env } = options
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(caFile !== undefined && env.NODE_EXTRA_CA_CERTS === undefined && { NODE_EXTRA_CA_CERTS: caFile }),
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    }),
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

/** Whether the SDK would find credentials of the person who runs the server, for services that are not here. */
export function hasOwnCredentials(env: NodeJS.ProcessEnv): boolean {
  const named = [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]
  const files = ['credentials', 'config'].map((name) => join(homedir(), '.aws', name))
  return named.some((name) => env[name]) || files.some((file) => existsSync(file))
}
