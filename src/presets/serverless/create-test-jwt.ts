import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { testClaims, testJwt } from '../../identity/test-jwt.ts'
import { secretValue } from '../../stores/aws.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { required } from './environment.ts'

const clock = systemClock()
const secret = secretValue({
  client: new SecretsManagerClient({}),
  secretId: required('JWT_SECRET_ARN'),
  member: 'signature',
  clock,
})

/** A token for trying things out. */
export async function handler(input: unknown): Promise<{ authToken: string; token: string }> {
  const claims = input ?? {}
  if (!testClaims.Check(claims)) throw new TypeError('userId, firstName, lastName and sub are texts')
  const token = await testJwt(claims, await secret(), clock)
  // Documented as `token`, and always answered as `authToken`.
  return { authToken: token, token }
}
