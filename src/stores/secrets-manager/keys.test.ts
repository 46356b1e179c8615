import { afterEach, describe, expect, test } from 'vitest'
import { keysContract } from '../../core/ports/keys.contract.ts'
import type { SigningKey } from '../../core/ports/keys.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { awsFailure } from '../shared/aws-server.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { secretKeys } from './keys.ts'
import { type SecretsServer, secretsServer } from './secrets.fixture.ts'

const opened: SecretsServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

async function open({ value, cacheMs = 0 }: { value?: string; cacheMs?: number } = {}) {
  const server = await secretsServer(value)
  opened.push(server)
  const clock = movedClock()
  const another = () =>
    secretKeys({ client: server.client, secretId: 'keys', clock, ids: systemIds(), cacheMs })
  const reads = () => server.requests.filter(({ operation }) => operation === 'GetSecretValue').length
  return { server, clock, keys: another(), another, reads }
}

const key = (kid: string): SigningKey => ({ kid, privateJwk: '{}', createdAt: 1 })
const kids = (keys: readonly SigningKey[]) => keys.map(({ kid }) => kid)

keysContract('Secrets Manager', async () => (await open()).keys)
keysContract(
  'Secrets Manager with what CDK generates',
  async () => (await open({ value: '{"made":"up"}' })).keys,
)
keysContract('Secrets Manager with a cache', async () => (await open({ cacheMs: 60_000 })).keys)

describe('rotation', () => {
  test('by several processes at once is done by one, with a secret that has a value and with one that has none', async () => {
    for (const value of [undefined, '{"made":"up"}', JSON.stringify({ keys: [key('a')] })]) {
      const { another } = await open(value === undefined ? {} : { value })
      const replaces = value?.includes('"a"') ? 'a' : undefined
      const answers = await Promise.all(['b', 'c', 'd'].map((kid) => another().rotate(key(kid), replaces)))
      expect(answers.toSorted()).toEqual(['outrun', 'outrun', 'rotated'])
      const winner = ['b', 'c', 'd'][answers.indexOf('rotated')]
      expect(kids(await another().list())[0]).toBe(winner)
    }
  })

  test('leaves three labels, however often it is done', async () => {
    const { keys, server } = await open()
    let newest: string | undefined
    for (let index = 0; index < 30; index += 1) {
      expect(await keys.rotate(key(String(index)), newest)).toBe('rotated')
      newest = String(index)
    }
    const labels = Object.values(server.stages()).flat().toSorted()
    expect(labels).toEqual(['AWSCURRENT', 'AWSPREVIOUS', 'stoa-next'])
  })

  test('that broke off before the new version was current leaves the old one, and the next one is done', async () => {
    const { keys, server } = await open({ value: JSON.stringify({ keys: [key('a')] }) })
    server.disturb('UpdateSecretVersionStage', 'cut')
    await expect(keys.rotate(key('b'), 'a')).rejects.toThrow(Unavailable)
    expect(kids(await keys.list())).toEqual(['a'])
    expect(await keys.rotate(key('c'), 'a')).toBe('rotated')
    expect(kids(await keys.list())).toEqual(['c', 'a'])
  })

  test('whose answer was lost, so that the SDK moved the label twice, is done', async () => {
    const server = await secretsServer(JSON.stringify({ keys: [key('a')] }), 3)
    opened.push(server)
    const keys = secretKeys({
      client: server.client,
      secretId: 'keys',
      clock: movedClock(),
      ids: systemIds(),
    })
    server.disturb('UpdateSecretVersionStage', 'cut', true)
    expect(await keys.rotate(key('b'), 'a')).toBe('rotated')
    expect(kids(await keys.list())).toEqual(['b', 'a'])
  })

  test('that is refused for another reason says so', async () => {
    const { keys, server } = await open({ value: JSON.stringify({ keys: [key('a')] }) })
    server.disturb('UpdateSecretVersionStage', awsFailure('InvalidParameterException', 'no such label'))
    await expect(keys.rotate(key('b'), 'a')).rejects.toThrow('no such label')
  })
})

describe('the cache', () => {
  test('is read again when its time is over, and once for all who ask meanwhile', async () => {
    const { keys, clock, reads } = await open({ cacheMs: 60_000 })
    await Promise.all([keys.list(), keys.list()])
    await clock.pass(59_999)
    await keys.list()
    expect(reads()).toBe(1)
    await clock.pass(1)
    await Promise.all([keys.list(), keys.list()])
    expect(reads()).toBe(2)
  })

  test('is dropped by rotating', async () => {
    const { keys, another } = await open({ cacheMs: 60_000 })
    expect(await keys.list()).toEqual([])
    await another().rotate(key('a'), undefined)
    expect(await keys.rotate(key('b'), undefined)).toBe('outrun')
    expect(kids(await keys.list())).toEqual(['a'])
  })

  test('is dropped when asked to, but not within a second of reading', async () => {
    const { keys, clock, another, reads } = await open({ cacheMs: 60_000 })
    await keys.list()
    await another().rotate(key('a'), undefined)
    await clock.pass(999)
    const before = reads()
    keys.reread()
    expect(await keys.list()).toEqual([])
    expect(reads()).toBe(before)
    await clock.pass(1)
    keys.reread()
    expect(kids(await keys.list())).toEqual(['a'])
  })

  test('keeps no failure', async () => {
    const { keys, server } = await open({ cacheMs: 60_000 })
    server.disturb('GetSecretValue', awsFailure('InternalServiceError', '', 500))
    await expect(keys.list()).rejects.toThrow(Unavailable)
    expect(await keys.list()).toEqual([])
  })
})

describe('a fault', () => {
  test.each([
    ['a throttle', awsFailure('ThrottlingException')],
    ['a failure', awsFailure('InternalServiceError', '', 500)],
    ['a page of a proxy', { status: 503, body: '<html>' }],
    ['no answer', 'cut' as const],
  ])('is that it is unavailable: %s', async (_label, answer) => {
    const { keys, server } = await open()
    server.disturb('GetSecretValue', answer)
    await expect(keys.list()).rejects.toThrow(Unavailable)
  })

  test('that does not pass is thrown on', async () => {
    const { keys, server } = await open()
    server.disturb('GetSecretValue', awsFailure('AccessDeniedException', 'you may not'))
    await expect(keys.list()).rejects.toThrow('you may not')
  })

  test.each([
    ['no JSON', 'PRIVATE'],
    ['something else', '{"keys":["PRIVATE"]}'],
    ['a text', '"PRIVATE"'],
  ])('in the secret is an error that does not quote it: %s', async (_label, value) => {
    const { keys } = await open({ value })
    await expect(keys.list()).rejects.toThrow('what is in the secret is no list of signing keys')
  })
})
