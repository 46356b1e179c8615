import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import {
  type AwsAnswer,
  type AwsServer,
  awsFailure,
  awsServer,
  testConfig,
} from '../shared/aws-server.fixture.ts'

interface Version {
  readonly text: string
  readonly stages: Set<string>
}

/** The secret of the stand-in: its versions by id. */
export type Secret = Map<string, Version>

export interface SecretsServer extends AwsServer {
  readonly client: SecretsManagerClient
  readonly secret: Secret
  /** The stages that each version has, by its text. */
  stages(): Readonly<Record<string, readonly string[]>>
  /** Answer the next request of that operation so, without doing it unless `isDone`. */
  disturb(operation: string, answer: AwsAnswer | 'cut', isDone?: boolean): void
}

interface Disturbance {
  readonly operation: string
  readonly answer: AwsAnswer | 'cut'
  readonly isDone: boolean
}

/** Secrets Manager with one secret, as far as its versions and stages go. `value` is what it has at first. */
export async function secretsServer(value?: string, maxAttempts = 1): Promise<SecretsServer> {
  const secret: Secret = new Map()
  const disturbances: Disturbance[] = []
  if (value !== undefined) secret.set('first', { text: value, stages: new Set(['AWSCURRENT']) })
  const server = await awsServer(({ operation, body }) => {
    const index = disturbances.findIndex((one) => one.operation === operation)
    const [disturbance] = index < 0 ? [] : disturbances.splice(index, 1)
    if (disturbance !== undefined && !disturbance.isDone) return disturbance.answer
    const answer = answerTo(operation, secret, JSON.parse(body.toString()))
    return disturbance?.answer ?? answer
  })
  return {
    ...server,
    secret,
    client: new SecretsManagerClient({ ...testConfig, maxAttempts, endpoint: server.endpoint }),
    stages: () =>
      Object.fromEntries([...secret.values()].map(({ text, stages }) => [text, [...stages].sort()])),
    disturb(operation, answer, isDone = false) {
      disturbances.push({ operation, answer, isDone })
    },
  }
}

type Input = Readonly<Record<string, string>> & { readonly VersionStages?: readonly string[] }

function answerTo(operation: string, secret: Secret, input: Input): AwsAnswer {
  switch (operation) {
    case 'GetSecretValue':
      return get(secret)
    case 'PutSecretValue':
      return put(secret, input)
    case 'UpdateSecretVersionStage':
      return move(secret, input)
    default:
      return awsFailure('AccessDeniedException')
  }
}

const holderOf = (secret: Secret, stage: string) => [...secret].find(([, { stages }]) => stages.has(stage))

function get(secret: Secret): AwsAnswer {
  const found = holderOf(secret, 'AWSCURRENT')
  if (found === undefined) return awsFailure('ResourceNotFoundException')
  const [versionId, { text }] = found
  return { body: { SecretString: text, VersionId: versionId } }
}

function put(secret: Secret, { ClientRequestToken: id = '', SecretString: text = '', VersionStages }: Input) {
  const known = secret.get(id)
  if (known !== undefined && known.text !== text) return awsFailure('ResourceExistsException')
  const stages = new Set(VersionStages ?? ['AWSCURRENT'])
  if (secret.size === 0) stages.add('AWSCURRENT')
  const version = known ?? { text, stages: new Set<string>() }
  secret.set(id, version)
  for (const stage of stages) give(secret, stage, version)
  return { body: { VersionId: id, VersionStages: [...version.stages] } }
}

function give(secret: Secret, stage: string, to: Version): void {
  const [, from] = holderOf(secret, stage) ?? []
  from?.stages.delete(stage)
  to.stages.add(stage)
  if (stage === 'AWSCURRENT' && from !== undefined && from !== to) give(secret, 'AWSPREVIOUS', from)
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
function move(secret: Secret, { VersionStage: stage = '', MoveToVersionId, RemoveFromVersionId }: Input) {
  const to = secret.get(MoveToVersionId ?? '')
  if (to === undefined) return awsFailure('ResourceNotFoundException')
  if (holderOf(secret, stage)?.[0] !== RemoveFromVersionId) return awsFailure('InvalidParameterException')
  give(secret, stage, to)
  return { body: {} }
}
