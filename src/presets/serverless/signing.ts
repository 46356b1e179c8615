import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type SigningKeys, signingKeys } from '../../identity/signing-keys.ts'
import { secretKeys } from '../../stores/aws.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { required } from './environment.ts'
import { functionLog } from './function-log.ts'

/** The signing keys of the stage. They are read each time: a rotation counts at once. */
export function signing(): SigningKeys {
  const clock = systemClock()
  const ids = systemIds()
  const keys = secretKeys({
    client: new SecretsManagerClient({}),
    secretId: required('KEYS_SECRET_ARN'),
    clock,
    ids,
  })
  return signingKeys({ keys, clock, ids, log: functionLog() })
}
