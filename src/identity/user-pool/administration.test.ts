import { describe, expect, test } from 'vitest'
import { goodPassword, signedIn, signInAgain, testPool } from './test-pool.fixture.ts'

const email = 'ada@example.com'
const wrong = { type: 'NotAuthorizedException', message: 'Incorrect username or password.' }
const uuid = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)

describe('the owner of the pool', () => {
  test('adds users, each once whatever the case', async () => {
    const { pool, clock } = await testPool()
    const attributes = { name: 'Ada', 'custom:level': '7' }
    const account = await pool.createUser({ username: 'Ada@Example.com', attributes })
    expect(account).toEqual({
      username: email,
      sub: uuid,
      attributes: { email, ...attributes },
      passwordHash: undefined,
      status: 'FORCE_CHANGE_PASSWORD',
      createdAt: clock.now(),
      changedAt: clock.now(),
    })
    await expect(pool.createUser({ username: email, attributes: {} })).rejects.toMatchObject({
      type: 'UsernameExistsException',
      message: 'User account already exists',
    })
    expect(await pool.account('ADA@EXAMPLE.COM')).toEqual(account)
  })

  test('can give an email that is not the username', async () => {
    const { pool } = await testPool()
    const attributes = { email: 'other@example.com' }
    expect(await pool.createUser({ username: email, attributes })).toMatchObject({ attributes })
  })

  test.each([
    ['of no such name', { sub: 'mine' }],
    ['of a custom name that is too long', { [`custom:${'x'.repeat(21)}`]: 'x' }],
    ['that is the prototype', Object.fromEntries([['__proto__', 'x']])],
    ['that is too long', { name: 'x'.repeat(2_049) }],
    ['that is no email', { email: 'not one' }],
  ])('can give no attribute %s', async (_, attributes) => {
    const { pool } = await testPool()
    const problem = { type: 'InvalidParameterException' }
    await expect(pool.createUser({ username: 'ada', attributes })).rejects.toMatchObject(problem)
    await expect(pool.account('ada')).rejects.toMatchObject({ type: 'UserNotFoundException' })
  })

  test('sets passwords that obey the policy, for users that there are', async () => {
    const { pool } = await testPool()
    await expect(pool.setPassword('nobody', goodPassword, true)).rejects.toMatchObject({
      type: 'UserNotFoundException',
      message: 'User does not exist.',
    })
    await pool.createUser({ username: 'ada', attributes: {} })
    const weak = { type: 'InvalidPasswordException' }
    await expect(pool.setPassword('ada', 'weak', true)).rejects.toMatchObject(weak)
    await expect(
      pool.createUser({ username: 'bob', temporaryPassword: 'weak', attributes: {} }),
    ).rejects.toMatchObject(weak)
  })

  test('opens a lock by setting a password', async () => {
    const { pool } = await testPool()
    await signedIn(pool)
    for (let count = 0; count < 5; count += 1) await pool.signIn(email, 'wrong').catch(() => {})
    await pool.setPassword(email, goodPassword, true)
    expect(await signInAgain(pool)).toHaveProperty('accessToken')
  })

  test('has an account from the start, which nobody can sign in to before it has a password', async () => {
    const { pool } = await testPool()
    expect(await pool.ensureAdmin('Owner@example.com')).toBe('added')
    expect(await pool.ensureAdmin('owner@example.com')).toBe('exists')
    await expect(pool.signIn('owner@example.com', '')).rejects.toMatchObject(wrong)
    await pool.setPassword('owner@example.com', goodPassword, true)
    expect(await pool.ensureAdmin('owner@example.com')).toBe('exists')
    expect(await signInAgain(pool, 'owner@example.com')).toHaveProperty('accessToken')
    await expect(pool.ensureAdmin('owner')).rejects.toMatchObject({ type: 'InvalidParameterException' })
  })
})
