import { describe, expect, test } from 'vitest'
import { memoryAccounts } from '../../stores/memory/accounts.ts'
import { goodPassword, signedIn, testPool } from './test-pool.fixture.ts'
import type { UserPool } from './user-pool.ts'

const email = 'ada@example.com'
const invalid = { type: 'NotAuthorizedException', message: 'Invalid session for the user.' }
const wrong = { type: 'NotAuthorizedException', message: 'Incorrect username or password.' }

/** The pool with somebody in it who must choose a password, and the proof that it is theirs to choose. */
async function challenged(accounts = memoryAccounts()) {
  const opened = await testPool({ accounts })
  const { pool } = opened
  await pool.createUser({ username: email, temporaryPassword: goodPassword, attributes: {} })
  return { ...opened, challenge: await challengeOf(pool) }
}

async function challengeOf(pool: UserPool): Promise<string> {
  const outcome = await pool.signIn(email, goodPassword)
  if (!('challenge' in outcome)) throw new Error('no new password is required')
  return outcome.challenge
}

describe('a temporary password', () => {
  test('is good for choosing another, and for nothing else', async () => {
    const { pool, challenge } = await challenged()
    const chosen = 'Chosen-2-horse'
    const signed = await pool.answerNewPassword(challenge, 'ADA@example.com', chosen)
    expect(await pool.user(signed.accessToken)).toMatchObject({ username: email, status: 'CONFIRMED' })
    expect(await pool.continueSession(signed.refreshToken)).toHaveProperty('accessToken')
    expect(await pool.signIn(email, chosen)).toHaveProperty('accessToken')
    await expect(pool.signIn(email, goodPassword)).rejects.toMatchObject(wrong)
  })

  test('can be replaced for 3 minutes', async () => {
    const { pool, challenge, clock } = await challenged()
    clock.pass(180_000)
    await expect(pool.answerNewPassword(challenge, email, 'Chosen-2-horse')).rejects.toMatchObject({
      type: 'NotAuthorizedException',
      message: 'Invalid session for the user, session is expired.',
    })
  })

  test('cannot be replaced twice, nor after it was set anew', async () => {
    const { pool, challenge } = await challenged()
    await pool.setPassword(email, goodPassword, false)
    await expect(pool.answerNewPassword(challenge, email, 'Chosen-2-horse')).rejects.toMatchObject(invalid)
    const second = await challengeOf(pool)
    await pool.answerNewPassword(second, email, 'Chosen-2-horse')
    await expect(pool.answerNewPassword(second, email, 'Chosen-3-horse')).rejects.toMatchObject(invalid)
  })

  test('is replaced once, however many try with one challenge at the same time', async () => {
    const { pool, challenge } = await challenged()
    const chosen = ['Chosen-2-horse', 'Chosen-3-horse', 'Chosen-4-horse']
    const answers = await Promise.allSettled(
      chosen.map((password) => pool.answerNewPassword(challenge, email, password)),
    )
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    expect(refusals).toMatchObject([invalid, invalid])
    const signIns = await Promise.allSettled(chosen.map((password) => pool.signIn(email, password)))
    expect(signIns.map(({ status }) => status)).toEqual(answers.map(({ status }) => status))
  })

  test('that is set anew while it is replaced is the owner’s to set', async () => {
    const { pool, challenge } = await challenged()
    const answer = pool.answerNewPassword(challenge, email, 'Chosen-2-horse')
    await Promise.allSettled([answer, pool.setPassword(email, 'Owners-3-horse', true)])
    expect(await pool.signIn(email, 'Owners-3-horse')).toHaveProperty('accessToken')
    await expect(pool.signIn(email, 'Chosen-2-horse')).rejects.toMatchObject(wrong)
  })

  test('that was set anew while its successor was hashed stays, and so do the sessions', async () => {
    const accounts = memoryAccounts()
    const other = { passwordHash: 'other', status: 'CONFIRMED', changedAt: 0 } as const
    const session = { tokenHash: 'hash', username: email, id: 'id', signedInAt: 0, expiresAt: 1 }
    const { pool, challenge } = await challenged({
      ...accounts,
      async setPassword(username, ...rest) {
        await accounts.setPassword(username, other)
        await accounts.addSession(session)
        return accounts.setPassword(username, ...rest)
      },
    })
    await expect(pool.answerNewPassword(challenge, email, 'Chosen-2-horse')).rejects.toMatchObject(invalid)
    expect(await accounts.find(email)).toMatchObject(other)
    expect(await accounts.session('hash')).toEqual(session)
  })

  test('of somebody else, or no challenge at all, replaces nothing', async () => {
    const { pool, challenge } = await challenged()
    const { accessToken } = await signedIn(pool, 'bob')
    for (const [proof, username] of [
      [challenge, 'bob'],
      [challenge, 'nobody'],
      [accessToken, 'bob'],
      ['', email],
      [`${challenge}x`, email],
    ] as const) {
      const outcome = pool.answerNewPassword(proof, username, 'Chosen-2-horse')
      await expect(outcome).rejects.toMatchObject({ type: 'NotAuthorizedException' })
    }
    expect(await pool.signIn(email, goodPassword)).toHaveProperty('challenge')
  })

  test('can be replaced by one that obeys the policy only, and then still', async () => {
    const { pool, challenge } = await challenged()
    await expect(pool.answerNewPassword(challenge, email, 'short')).rejects.toMatchObject({
      type: 'InvalidPasswordException',
    })
    expect(await pool.answerNewPassword(challenge, email, 'Chosen-2-horse')).toHaveProperty('accessToken')
  })
})
