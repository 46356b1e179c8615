import { describe, expect, test } from 'vitest'
import { addressRange } from './cidr.ts'

describe('a range of addresses', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.255'],
    ['192.0.2.7', '192.0.2.7'],
    ['0.0.0.0/0', '203.0.113.9'],
    ['192.0.2.77/24', '192.0.2.1'],
    ['192.0.2.0/24', '::ffff:192.0.2.1'],
    ['2001:db8::/32', '2001:db8:1::2'],
    ['fe80::/10', 'fe80::1%eth0'],
    ['::/0', '::1'],
  ])('%s has %s in it', (cidr, address) => {
    expect(addressRange(cidr)?.(address)).toBe(true)
  })

  test.each([
    ['192.0.2.0/24', '192.0.3.0'],
    ['192.0.2.7', '192.0.2.8'],
    ['2001:db8::/32', '2001:db9::1'],
    ['2001:db8::/32', '192.0.2.1'],
    ['192.0.2.0/24', ''],
    ['192.0.2.0/24', 'localhost'],
  ])('%s does not have %s in it', (cidr, address) => {
    expect(addressRange(cidr)?.(address)).toBe(false)
  })

  test.each([
    '',
    '*',
    '192.0.2',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/a',
    '1.2.3.4/8/8',
    '::/129',
    'x/8',
  ])('is not read from "%s"', (text) => {
    expect(addressRange(text)).toBeUndefined()
  })
})
