import { profile } from './api-fields.ts'
import { apis, type ServedApis } from './apis.ts'
import { aws } from './aws.ts'
import { hub } from './hub.ts'
import { limits } from './limits.ts'
import { providers } from './providers.ts'
import { eventBuses, queueUrls } from './queues.ts'
import { checked, list, mapped } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { choice, count, flag, text } from './reading/scalars.ts'
import { pathsOf } from './reading/unknown-key.ts'
import type { Reader } from './reading/value.ts'
import { rules } from './rules.ts'
import type { BusStage, CredentialStage, RedisStage, StageFile, UserPoolStage } from './stage-file.ts'
import { email, file, id, net, origin, redisPrefix, redisUrl, region, secret, url } from './texts.ts'

const logLevel = choice({
  noun: 'log_level',
  words: ['NONE', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const,
  anyCase: true,
})

const credential = mapping<CredentialStage>(
  { accessKeyId: id, secretAccessKey: secret(1), sessionToken: secret(1) },
  ['accessKeyId', 'secretAccessKey'],
)

const credentials = checked(list(credential, 100), (read) => {
  const ids = read.map(({ accessKeyId }) => accessKeyId)
  return new Set(ids).size < ids.length ? ['has an access_key_id twice'] : []
})

const userPool = mapping<UserPoolStage>({ id, clientId: id, adminEmail: email, selfSignUp: flag })

const bus = mapping<BusStage>({
  attempts: count(1, 20),
  backOffMs: count(1, 3_600_000),
  alarmWebhook: url,
  rules,
  queueUrls,
  eventBuses,
})

/** It travels in a header. */
const adminToken = text({
  mustBe: 'a text of 16 to 512 letters, digits and signs of ASCII, without spaces',
  holds: (read) => /^[\x21-\x7e]{16,512}$/.test(read),
  isSecret: true,
})

const redis = mapping<RedisStage>({ url: redisUrl, prefix: redisPrefix, caFile: file })

interface InFile extends Omit<StageFile, 'apis' | 'hosted'> {
  readonly apis?: ServedApis
}

const inFile = mapping<InFile>({
  iamAuth: flag,
  logLevel,
  profile,
  publicUrl: origin,
  trustedProxies: list(net, 100),
  region,
  jwtSecret: secret(16),
  adminToken,
  credentials,
  apis,
  hub,
  limits,
  userPool,
  providers,
  bus,
  redis,
  aws,
})

/** All that a stage file can say. */
export const stageFields: Reader<StageFile> = mapped(inFile, ({ apis: served, ...others }) => ({
  ...others,
  ...(served && { apis: served.builtIn }),
  ...(served && served.hosted.length > 0 && { hosted: served.hosted }),
}))

export const stagePaths = pathsOf(stageFields.fields ?? {})
