import { apis, profile } from './apis.ts'
import { limits } from './limits.ts'
import { providers } from './providers.ts'
import { checked, list } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { choice, count, flag } from './reading/scalars.ts'
import { pathsOf } from './reading/unknown-key.ts'
import type { BusStage, CredentialStage, StageFile, UserPoolStage } from './stage-file.ts'
import { email, id, origin, region, secret, url } from './texts.ts'

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
})

/** All that a stage file can say. */
export const stageFields = mapping<StageFile>({
  iamAuth: flag,
  logLevel,
  profile,
  publicUrl: origin,
  region,
  jwtSecret: secret(16),
  credentials,
  apis,
  limits,
  userPool,
  providers,
  bus,
})

export const stagePaths = pathsOf(stageFields.fields ?? {})
