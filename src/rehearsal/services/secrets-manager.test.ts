import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { describe, expect, test } from 'vitest'
import { allow, asCaller, openedAws, resource } from './opened-aws.fixture.ts'

const resources = { Keys: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } } }

async function opened() {
  const aws = await openedAws({ resources, allowed: [allow('secretsmanager:*', { Ref: 'Keys' })] })
  const client = new SecretsManagerClient(asCaller(aws))
  const SecretId = resource(aws.model, 'Keys').ref
  const get = (VersionStage?: string) =>
    client.send(
      new GetSecretValueCommand({ SecretId, ...(VersionStage === undefined ? {} : { VersionStage }) }),
    )
  const put = (SecretString: string, ClientRequestToken: string, ...VersionStages: string[]) =>
    client.send(
      new PutSecretValueCommand({
        SecretId,
        SecretString,
        ClientRequestToken,
        ...(VersionStages.length === 0 ? {} : { VersionStages }),
      }),
    )
  const move = (stage: string, to: string, from?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: stage,
        MoveToVersionId: to,
        ...(from === undefined ? {} : { RemoveFromVersionId: from }),
      }),
    )
  return { client, SecretId, get, put, move }
}

const [one, two] = ['1'.repeat(32), '2'.repeat(32)] as const

describe('a secret', () => {
  test('has what the template generates at first', async () => {
    const { get } = await opened()
    expect(await get()).toMatchObject({
      SecretString: expect.stringMatching(/^.{32}$/),
      VersionStages: ['AWSCURRENT'],
    })
  })

  test('keeps the version before the current one', async () => {
    const { get, put } = await opened()
    await put('first', one)
    await put('second', two)
    expect(await get()).toMatchObject({ SecretString: 'second', VersionId: two })
    expect(await get('AWSPREVIOUS')).toMatchObject({ SecretString: 'first', VersionId: one })
  })

  test('does not put another value under the same token', async () => {
    const { put } = await opened()
    await put('first', one)
    await expect(put('first', one)).resolves.toMatchObject({ VersionId: one })
    await expect(put('second', one)).rejects.toMatchObject({ name: 'ResourceExistsException' })
  })

  test('has its current version moved only by who names where it is', async () => {
    const { get, put, move } = await opened()
    const before = (await get()).VersionId
    await put('mine', one, 'mine')
    await put('theirs', two, 'theirs')
    await expect(move('AWSCURRENT', one)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await move('AWSCURRENT', one, before)
    await expect(move('AWSCURRENT', two, before)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    expect(await get()).toMatchObject({ SecretString: 'mine' })
  })

  test('lists its versions', async () => {
    const { client, SecretId, put } = await opened()
    await put('first', one)
    await put('second', two)
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }))
    expect(VersionIdsToStages).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] })
    const listed = await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }))
    expect(listed.Versions).toHaveLength(3)
  })

  test('without a grant stays closed', async () => {
    const aws = await openedAws({ resources })
    const SecretId = resource(aws.model, 'Keys').ref
    const getting = new SecretsManagerClient(asCaller(aws)).send(new GetSecretValueCommand({ SecretId }))
    await expect(getting).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })

  test('that is not there is not found', async () => {
    const aws = await openedAws({ resources, allowed: [allow('secretsmanager:GetSecretValue', '*')] })
    const getting = new SecretsManagerClient(asCaller(aws)).send(
      new GetSecretValueCommand({ SecretId: 'none' }),
    )
    await expect(getting).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})
