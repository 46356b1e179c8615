import { describe, expect, test } from 'vitest'
import { memorySettings } from '../../stores/memory/settings.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { awsConfig } from './aws-config.ts'
import { poolNames } from './pool-names.ts'

const ids = systemIds()

describe('the names of a pool', () => {
  test('have the shape of Cognito’s', async () => {
    const names = await poolNames({ settings: memorySettings(), ids, region: 'eu-west-1' })
    expect(names.userPoolId).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/)
    expect(names.clientId).toMatch(/^[a-z0-9]{26}$/)
    expect(names.identityPoolId).toMatch(/^eu-west-1:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(names.issuer).toBe(`https://cognito-idp.eu-west-1.amazonaws.com/${names.userPoolId}`)
  })

  test('stay as they were, in each region', async () => {
    const settings = memorySettings()
    const first = await poolNames({ settings, ids, region: 'eu-west-1' })
    const elsewhere = await poolNames({ settings, ids, region: 'us-gov-west-1' })
    expect(await poolNames({ settings, ids, region: 'eu-west-1' })).toEqual(first)
    expect(await poolNames({ settings, ids, region: 'us-gov-west-1' })).toEqual(elsewhere)
    expect(elsewhere.userPoolId).toMatch(/^us-gov-west-1_/)
  })

  test('can be given', async () => {
    const given = { userPoolId: 'us-east-1_Fixed0001', clientId: 'fixed' }
    expect(await poolNames({ settings: memorySettings(), ids, region: 'us-east-1', ...given })).toMatchObject(
      given,
    )
  })

  test.each([
    ['region', { region: 'moon' }, 'must be an AWS region'],
    ['empty region', { region: '' }, 'must be an AWS region'],
    ['pool of another region', { userPoolId: 'eu-west-1_Abc' }, 'must be us-east-1_ and'],
    ['pool without a name', { userPoolId: 'us-east-1_' }, 'the id of the user pool must be'],
    ['pool with a path', { userPoolId: 'us-east-1_a/../b' }, 'the id of the user pool must be'],
    ['client', { clientId: 'a b' }, "the id of the user pool's client must be"],
  ])('are refused when no client of Cognito would take them: %s', async (_, wrong, message) => {
    const options = { settings: memorySettings(), ids, region: 'us-east-1', ...wrong }
    await expect(poolNames(options)).rejects.toThrow(message)
  })

  test.each(['region', 'userPoolId', 'clientId'])('are not quoted when %s is refused', async (name) => {
    const options = { settings: memorySettings(), ids, region: 'us-east-1', [name]: 'TOP/SECRET' }
    const refusal: unknown = await poolNames(options).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Error)
    expect(String(refusal)).not.toContain('SECRET')
  })

  test('are told to games in a file', async () => {
    const names = await poolNames({ settings: memorySettings(), ids, region: 'us-east-1' })
    expect(awsConfig(names, 'wss://example.com/prod')).toEqual({
      Cognito: {
        AWS_Region: 'us-east-1',
        CognitoUserPool: names.userPoolId,
        CognitoIdentityPool: names.identityPoolId,
        AppClientId: names.clientId,
      },
      API_Gateway: { AWS_Region: 'us-east-1', WebSocket_API_URL: 'wss://example.com/prod' },
    })
  })
})
