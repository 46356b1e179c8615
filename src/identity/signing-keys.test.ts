import { describe, expect, test, vi } from 'vitest'
import { memoryKeys } from '../stores/memory/keys.ts'
import { systemIds } from '../stores/system/ids.ts'
import { signingKeys } from './signing-keys.ts'
import { standingClock, testIssuer } from './test-issuer.fixture.ts'

const dayMs = 24 * 60 * 60 * 1_000

async function kids(issuer: ReturnType<typeof testIssuer>): Promise<string[]> {
  return (await issuer.signingKeys.jwks()).keys.map(({ kid }) => kid)
}

describe('the first key', () => {
  test('is generated when it is needed, and kept', async () => {
    const issuer = testIssuer()
    const { publicJwk } = await issuer.signingKeys.current()
    expect(publicJwk.kid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/)
    expect(await kids(issuer)).toEqual([publicJwk.kid])
    expect(await kids(testIssuer(issuer.keys))).toEqual([publicJwk.kid])
  })

  test('is generated once, however many ask for it', async () => {
    const issuer = testIssuer()
    const asked = await Promise.all(Array.from({ length: 20 }, () => issuer.signingKeys.current()))
    expect(new Set(asked.map(({ publicJwk }) => publicJwk.kid)).size).toBe(1)
    expect(await kids(issuer)).toHaveLength(1)
  })

  test('is the same for two processes that start at the same time', async () => {
    const keys = memoryKeys()
    const [one, two] = [testIssuer(keys), testIssuer(keys)]
    const [a, b] = await Promise.all([one.signingKeys.current(), two.signingKeys.current()])
    expect(a.publicJwk).toEqual(b.publicJwk)
    expect(await keys.list()).toHaveLength(1)
  })

  test('does not block the event loop', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await testIssuer().signingKeys.current()
    clearInterval(timer)
    expect(turns).toBeGreaterThan(2)
  })
})

test('the public keys show what verifiers need, in the order that they know, and no private part', async () => {
  const { keys } = await testIssuer().signingKeys.jwks()
  expect(keys.map((key) => Object.keys(key))).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']])
  expect(keys[0]).toMatchObject({ alg: 'RS256', e: 'AQAB', kty: 'RSA', use: 'sig' })
  expect(Buffer.from(keys[0]?.n ?? '', 'base64url')).toHaveLength(256)
})

describe('a rotation', () => {
  test('puts a new key first and keeps one', async () => {
    const issuer = testIssuer()
    const [first] = await kids(issuer)
    await issuer.signingKeys.rotate()
    const [second, previous] = await kids(issuer)
    expect(second).not.toBe(first)
    expect(previous).toBe(first)
    await issuer.signingKeys.rotate()
    expect(await kids(issuer)).toEqual([expect.anything(), second])
  })

  test('is not followed by a second while it is under way', async () => {
    const issuer = testIssuer()
    const [first] = await kids(issuer)
    await Promise.all([issuer.signingKeys.rotate(), issuer.signingKeys.rotate()])
    expect(await kids(issuer)).toEqual([expect.anything(), first])
  })

  test('of another process counts at once, and is not followed by a second', async () => {
    const one = testIssuer()
    const two = testIssuer(one.keys)
    const [first] = await kids(one)
    await Promise.all([one.signingKeys.rotate(), two.signingKeys.rotate()])
    expect(await kids(one)).toEqual([expect.anything(), first])
    expect(await kids(two)).toEqual(await kids(one))
  })

  test('that fails is not the last', async () => {
    const keys = memoryKeys()
    const rotate = vi.spyOn(keys, 'rotate').mockRejectedValueOnce(new Error('disk full'))
    const issuer = testIssuer(keys)
    await expect(issuer.signingKeys.current()).rejects.toThrow('disk full')
    expect(await kids(issuer)).toHaveLength(1)
    expect(rotate).toHaveBeenCalledTimes(2)
  })

  test('is logged with the kid and nothing else', async () => {
    const info = vi.fn<(fields: object, message: string) => void>()
    const keys = memoryKeys()
    const signing = signingKeys({ keys, clock: standingClock(), ids: systemIds(), log: { info } })
    const { publicJwk } = await signing.current()
    expect(info.mock.calls).toEqual([[{ kid: publicJwk.kid }, 'signing key rotated']])
  })
})

describe('the weekly rotation', () => {
  test('comes when the newest key is 7 days old, and not before', async () => {
    const issuer = testIssuer()
    const [first] = await kids(issuer)
    issuer.clock.pass(7 * dayMs - 1)
    await issuer.signingKeys.rotateIfDue()
    expect(await kids(issuer)).toEqual([first])
    issuer.clock.pass(1)
    await issuer.signingKeys.rotateIfDue()
    await issuer.signingKeys.rotateIfDue()
    expect(await kids(issuer)).toEqual([expect.anything(), first])
  })

  test('makes the first key too', async () => {
    const issuer = testIssuer()
    await issuer.signingKeys.rotateIfDue()
    expect(await issuer.keys.list()).toHaveLength(1)
  })
})

test('a key is found by its kid while it is one of the two', async () => {
  const issuer = testIssuer()
  const [first = ''] = await kids(issuer)
  await issuer.signingKeys.rotate()
  expect((await issuer.signingKeys.find(first))?.publicJwk.kid).toBe(first)
  await issuer.signingKeys.rotate()
  expect(await issuer.signingKeys.find(first)).toBeUndefined()
  expect(await issuer.signingKeys.find('__proto__')).toBeUndefined()
})

test('a key that is no RSA key is a failure, and not an empty list', async () => {
  const keys = memoryKeys()
  await keys.rotate({ kid: 'k', privateJwk: '{"kty":"oct","k":"AA"}', createdAt: 0 }, undefined)
  await expect(testIssuer(keys).signingKeys.jwks()).rejects.toThrow('not an RSA key')
})
