import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Keys, SigningKey } from '../../core/ports/keys.ts'
import { asUnavailable, nameOf } from '../shared/aws-error.ts'
import { cached } from './cached.ts'

export interface SecretKeysOptions {
  readonly client: SecretsManagerClient
  /** The name or the ARN of the secret. */
  readonly secretId: string
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Pick<Ids, 'uuid'>
  /** How long a list that was read is good for. The default, 0, reads each time. */
  readonly cacheMs?: number
}

export interface SecretKeys extends Keys {
  /**
   * Read the keys anew the next time, because a token names one that is not among them: another process may have
   * rotated. Anybody can make up tokens, so what was read within the last second is kept.
   */
  reread(): void
}

/**
 * Signing keys in one secret of Secrets Manager: `{"keys": [newest, previous]}`. A secret without a value, or with JSON
 * that has no `keys`, has none yet. All of it may reject with `Unavailable`.
 */
export function secretKeys(options: SecretKeysOptions): SecretKeys {
  const { client, secretId, clock, ids, cacheMs = 0 } = options
  const kept = cached(() => readVersion(client, secretId), cacheMs, clock)

  return {
    async list() {
      return (await kept.get()).keys
    },
    async rotate(key, replaces) {
      try {
        const current = await readVersion(client, secretId)
        if (current.keys[0]?.kid !== replaces) return 'outrun'
        const keys = [key, ...current.keys.slice(0, 1)]
        return await putAfter(current.versionId, keys, { client, secretId, token: ids.uuid() })
      } finally {
        kept.forget()
      }
    },
    reread: () => kept.forgetOlder(rereadMs),
  }
}

const rereadMs = 1_000
const currentStage = 'AWSCURRENT'
// One label for all that are on their way: putting the next version takes it from the one before, so labels never pile up.
const nextStage = 'stoa-next'

const keySchema = Type.Object({ kid: Type.String(), privateJwk: Type.String(), createdAt: Type.Number() })
const storedKeys = Compile(Type.Object({ keys: Type.Array(keySchema, { maxItems: 2 }) }))

interface Version {
  /** `undefined` if the secret has no value. */
  readonly versionId: string | undefined
  readonly keys: readonly SigningKey[]
}

async function readVersion(client: SecretsManagerClient, secretId: string): Promise<Version> {
  try {
    const { VersionId: versionId, SecretString: text = '{}' } = await client.send(
      new GetSecretValueCommand({ SecretId: secretId }),
    )
    return { versionId, keys: keysIn(text) }
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException') return { versionId: undefined, keys: [] }
    throw asUnavailable('Secrets Manager', error)
  }
}

// The error of `JSON.parse` would quote the secret.
function keysIn(text: string): readonly SigningKey[] {
  const stored = parse(text)
  if (typeof stored === 'object' && stored !== null && !('keys' in stored)) return []
  if (storedKeys.Check(stored)) return stored.keys
  throw new TypeError('what is in the secret is no list of signing keys')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Put {
  readonly client: SecretsManagerClient
  readonly secretId: string
  readonly token: string
}

/**
 * Make `keys` what is current, if that is still the version `before`. The new version is there before it is current;
 * moving the label names the version that has it now, and fails if that is another one.
 */
async function putAfter(
  before: string | undefined,
  keys: readonly SigningKey[],
  { client, secretId, token }: Put,
): Promise<'rotated' | 'outrun'> {
  try {
    const { VersionId: versionId, VersionStages: stages = [] } = await client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        SecretString: JSON.stringify({ keys }),
        ClientRequestToken: token,
        VersionStages: [nextStage],
      }),
    )
    // The first version of a secret is current at once.
    if (stages.includes(currentStage)) return 'rotated'
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: currentStage,
        MoveToVersionId: versionId,
        ...(before !== undefined && { RemoveFromVersionId: before }),
      }),
    )
    return 'rotated'
  } catch (error) {
    if (nameOf(error) !== 'InvalidParameterException') throw asUnavailable('Secrets Manager', error)
    return afterRefusal(before, error, { client, secretId, token })
  }
}

/** Somebody was faster, or the move was made and its answer lost, so that the SDK made it again. */
async function afterRefusal(
  before: string | undefined,
  error: unknown,
  { client, secretId, token }: Put,
): Promise<'rotated' | 'outrun'> {
  const { versionId } = await readVersion(client, secretId)
  if (versionId === token) return 'rotated'
  if (versionId === before) throw error
  return 'outrun'
}
