import { describe, expect, test } from 'vitest'
import { addressBlock, isLoopback } from './source-ip.ts'

describe('loopback', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1'])('%s is', (ip) => {
    expect(isLoopback(ip)).toBe(true)
  })

  test.each([
    '10.0.0.1',
    '128.0.0.1',
    '::2',
    '::ffff:10.0.0.1',
    'localhost',
    '127.0.0.1, 10.0.0.1',
    '',
    '127.1',
  ])('"%s" is not', (ip) => {
    expect(isLoopback(ip)).toBe(false)
  })
})

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('the block of %s is %s', (ip, block) => {
  expect(addressBlock(ip)).toBe(block)
})
