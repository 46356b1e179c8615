import { expect, test } from 'vitest'
import { doubt } from './doubt.ts'
import type { Line } from './hub-client.ts'

const refused: Line = { state: 'waiting', until: 1, reason: 'refused' }
const open: Line = { state: 'open', user: { id: 'ada', name: 'Ada' } }

test('the token of a connection that failed is doubted, until one is open', async () => {
  const doubts: boolean[] = []
  const { token, told } = doubt(async (isDoubted) => {
    doubts.push(isDoubted)
    return 'token'
  })
  await token()
  await token()
  told(open)
  await token()
  expect(doubts).toEqual([false, true, false])
})

test('a connection that fails with a new token was refused by a server that is there', async () => {
  const { token, told } = doubt(async () => 'token')
  await token()
  expect(told(refused)).toEqual(refused)
  await token()
  expect(told(refused)).toEqual({ ...refused, reason: 'not_let_in' })
  expect(told({ ...refused, reason: 'lost' })).toEqual({ ...refused, reason: 'lost' })
})

test('a server that gives no new token is away', async () => {
  const { token, told } = doubt(async (isDoubted) => {
    if (isDoubted) throw new TypeError('Failed to fetch')
    return 'token'
  })
  await token()
  await expect(token()).rejects.toThrow('Failed to fetch')
  expect(told(refused)).toEqual(refused)
})
