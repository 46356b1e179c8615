import type { Clock, Ids } from '../../core/index.ts'
import { type Fields, type Model, type Resource, textOf, textsOf } from '../template/index.ts'
import { jsonProtocol } from './json-protocol.ts'
import {
  isFault,
  type SecretFault,
  type SecretVersions,
  secretVersions,
  type Version,
} from './secret-versions.ts'
import type { Answer, Command, Service } from './service.ts'

const json = jsonProtocol('1.1')

interface Secret {
  readonly resource: Resource
  readonly versions: SecretVersions
}

/** Secrets Manager with the secrets of a model, their versions and staging labels. */
export function secretsManager(model: Model, clock: Clock, ids: Ids): Service {
  const secrets = model.ofType('AWS::SecretsManager::Secret').map((resource): Secret => {
    const first = { id: ids.uuid(), text: model.secretString(resource), createdAt: clock.now() }
    return { resource, versions: secretVersions(first) }
  })
  const find = (id: string): Secret | undefined =>
    // An ARN may come without the six characters at its end.
    secrets.find(({ resource: { arn, name } }) => [arn, name, arn.slice(0, -7)].includes(id))
  return {
    refuse: (message) => json.fault('AccessDeniedException', message),
    read: (call): Command | Answer => {
      const request = json.read(call)
      if (request === undefined) return json.fault('SerializationException', 'The body is not JSON')
      const { operation, input } = request
      const id = textOf(input.SecretId) ?? ''
      const secret = find(id)
      const resource = secret?.resource.arn ?? (id.startsWith('arn:') ? id : arnOfName(model, id))
      return {
        label: `${operation} ${secret?.resource.name ?? id}`,
        needs: [{ action: `secretsmanager:${operation}`, resource }],
        run: () => {
          if (secret === undefined) return fault(noSecret)
          const run = operations[operation]
          if (run === undefined)
            return json.fault('UnknownOperationException', `${operation} is not known here`)
          const output = run(input, secret, { now: clock.now(), ids })
          return 'ARN' in output ? json.answer(output) : fault(output)
        },
      }
    },
  }
}

const arnOfName = ({ region, accountId }: Model, name: string): string =>
  `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}`

const fault = ({ code, message }: SecretFault): Answer => json.fault(code, message)

const noSecret: SecretFault = {
  code: 'ResourceNotFoundException',
  message: "Secrets Manager can't find the specified secret.",
}

type Operation = (
  input: Fields,
  secret: Secret,
  at: { readonly now: number; readonly ids: Ids },
) => SecretFault | ReturnType<typeof identity>

const identity = ({ resource }: Secret) => ({ ARN: resource.arn, Name: resource.name })
const stagesOf = ({ stages }: Version): readonly string[] => [...stages]

const put: Operation = (input, secret, { now, ids }) => {
  const text = textOf(input.SecretString)
  if (text === undefined) {
    return { code: 'InvalidParameterException', message: 'You must provide a SecretString here.' }
  }
  const given = textsOf(input.VersionStages)
  const id = textOf(input.ClientRequestToken) ?? ids.uuid()
  const version = secret.versions.put(id, text, given.length === 0 ? ['AWSCURRENT'] : given, now)
  if (isFault(version)) return version
  return { ...identity(secret), VersionId: version.id, VersionStages: stagesOf(version) }
}

const operations: Readonly<Record<string, Operation>> = {
  GetSecretValue: (input, secret) => {
    const version = secret.versions.find(textOf(input.VersionId), textOf(input.VersionStage))
    if (isFault(version)) return version
    return {
      ...identity(secret),
      VersionId: version.id,
      SecretString: version.text,
      VersionStages: stagesOf(version),
      CreatedDate: version.createdAt / 1_000,
    }
  },
  PutSecretValue: put,
  UpdateSecret: put,
  UpdateSecretVersionStage: (input, secret) => {
    const stage = textOf(input.VersionStage) ?? ''
    const problem = secret.versions.move(
      stage,
      textOf(input.RemoveFromVersionId),
      textOf(input.MoveToVersionId),
    )
    return problem ?? identity(secret)
  },
  DescribeSecret: (_input, secret) => {
    const versions = secret.versions.list().filter(({ stages }) => stages.size > 0)
    return {
      ...identity(secret),
      VersionIdsToStages: Object.fromEntries(versions.map((version) => [version.id, stagesOf(version)])),
    }
  },
  ListSecretVersionIds: (input, secret) => {
    const versions = secret.versions
      .list()
      .filter(({ stages }) => input.IncludeDeprecated === true || stages.size > 0)
    const Versions = versions.map((version) => ({
      VersionId: version.id,
      VersionStages: stagesOf(version),
      CreatedDate: version.createdAt / 1_000,
    }))
    return { ...identity(secret), Versions }
  },
}
