import { fail } from './fail.ts'

/** What requests to AWS services are signed with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Stoa's own ahead of AWS's; `undefined` without any. A key without its secret ends the program. */
export function readCredentials(env: NodeJS.ProcessEnv): Credentials | undefined {
  return (
    pair('STOA_ACCESS_KEY_ID', 'STOA_SECRET_ACCESS_KEY', env) ??
    pair('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', env, env.AWS_SESSION_TOKEN)
  )
}

function pair(
  idName: string,
  secretName: string,
  env: NodeJS.ProcessEnv,
  sessionToken?: string,
): Credentials | undefined {
  const [accessKeyId, secretAccessKey] = [env[idName], env[secretName]]
  if (!accessKeyId && !secretAccessKey) return undefined
  if (!accessKeyId) return fail(`${secretName} is set, but ${idName} is not; set both or none`)
  if (!secretAccessKey) return fail(`${idName} is set, but ${secretName} is not; set both or none`)
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}
