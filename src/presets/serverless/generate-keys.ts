import { S3Client } from '@aws-sdk/client-s3'
import { openidConfiguration } from '../../identity/http.ts'
import { s3Files } from '../../stores/aws.ts'
import { required } from './environment.ts'
import { signing } from './signing.ts'

const keys = signing()
const issuer = required('ISSUER_URL')
// A rotation that is not published is worse than a slow one: whoever calls this again rotates again.
const files = s3Files({
  client: new S3Client({ forcePathStyle: true, maxAttempts: 8 }),
  bucket: required('ISSUER_BUCKET'),
})

/** Put a new signing key first, and publish it. It is called weekly, and by hand. */
export async function handler(): Promise<null> {
  await keys.rotate()
  const published = {
    'jwks.json': await keys.jwks(),
    'openid-configuration': openidConfiguration(issuer),
  }
  for (const [name, content] of Object.entries(published)) {
    await files.put(`.well-known/${name}`, JSON.stringify(content), 'application/json', 'max-age=0')
  }
  return null
}
