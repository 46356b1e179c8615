import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemIds } from '../../stores/system/ids.ts'
import { hashPassword, isPassword } from './passwords.ts'

const ids = systemIds()

test('a hash is of its password and of no other', async () => {
  const hash = await hashPassword('Correct-1-horse', ids)
  expect(await isPassword('Correct-1-horse', hash)).toBe(true)
  for (const other of ['correct-1-horse', 'Correct-1-horse ', 'Correct-1-hors', '']) {
    expect(await isPassword(other, hash)).toBe(false)
  }
})

test('a hash tells how it was made, and is scrypt as OpenSSL has it', async () => {
  const hash = await hashPassword('Correct-1-horse', ids)
  const [, name, cost, salt = '', key] = hash.split('$')
  expect([name, cost]).toEqual(['scrypt', 'ln=15,r=8,p=1'])
  const saltBytes = Buffer.from(salt, 'base64')
  expect(saltBytes).toHaveLength(16)
  const options = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 }
  const expected = scryptSync('Correct-1-horse', saltBytes, 32, options)
  expect(key).toBe(expected.toString('base64').replace('=', ''))
})

test('a hash that was made at another cost is still good', async () => {
  const salt = Buffer.alloc(16, 7)
  const key = scryptSync('Correct-1-horse', salt, 32, { N: 2 ** 10, r: 4, p: 2 })
  const [saltText, keyText] = [salt, key].map((bytes) => bytes.toString('base64').replace(/=+$/, ''))
  const hash = `$scrypt$ln=10,r=4,p=2$${saltText}$${keyText}`
  expect(await isPassword('Correct-1-horse', hash)).toBe(true)
  expect(await isPassword('another', hash)).toBe(false)
})

test('the same password has another hash each time', async () => {
  expect(await hashPassword('Correct-1-horse', ids)).not.toBe(await hashPassword('Correct-1-horse', ids))
})

test('where there is no hash, no password is right', async () => {
  expect(await isPassword('', undefined)).toBe(false)
  expect(await isPassword('Correct-1-horse', undefined)).toBe(false)
})

test('a hash of another kind is a fault of the store and not a wrong password', async () => {
  for (const stored of ['', 'Correct-1-horse', '$2b$10$abc', '$scrypt$ln=15,r=8,p=1$$']) {
    await expect(isPassword('Correct-1-horse', stored)).rejects.toThrow('hash of another kind')
  }
})
