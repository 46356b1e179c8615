import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Clock } from '../../core/ports/clock.ts'
import { asUnavailable } from '../shared/aws-error.ts'
import { cached } from './cached.ts'

export interface SecretValueOptions {
  readonly client: SecretsManagerClient
  /** The name or the ARN of the secret. */
  readonly secretId: string
  /** The member of the secret's JSON that is meant. Without it, the whole text is. */
  readonly member?: string
  readonly clock: Pick<Clock, 'now'>
  /** How long a text that was read is good for. The default is 15 minutes. */
  readonly cacheMs?: number
}

/**
 * A text of a secret, read when it is first asked for and kept for a while. Rejects with `Unavailable` if Secrets Manager
 * is, and with an error that does not quote the secret if there is no such text.
 */
export function secretValue(options: SecretValueOptions): () => Promise<string> {
  const { client, secretId, member, clock, cacheMs = defaultCacheMs } = options
  const kept = cached(
    async () => {
      const text = await read(client, secretId)
      const value = member === undefined ? text : memberOf(text, member)
      if (typeof value === 'string' && value !== '') return value
      throw new TypeError(`the secret ${secretId} has no text${member === undefined ? '' : ` ${member}`}`)
    },
    cacheMs,
    clock,
  )
  return kept.get
}

const defaultCacheMs = 15 * 60_000

async function read(client: SecretsManagerClient, secretId: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString
  } catch (error) {
    throw asUnavailable('Secrets Manager', error)
  }
}

// The error of `JSON.parse` would quote the secret.
function memberOf(text: string | undefined, member: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text ?? '')
    return typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, member) : undefined
  } catch {
    return undefined
  }
}
