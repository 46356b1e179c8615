import { describe, expect, test } from 'vitest'
import { trustedProxies } from './client-address.ts'

const { clientAddress, has } = trustedProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', 'loopback'])

describe('who asks through a trusted proxy', () => {
  test.each([
    ['the only entry', '203.0.113.9', '203.0.113.9'],
    ['the rightmost, whatever is claimed ahead of it', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['the one ahead of other proxies', '1.1.1.1, 203.0.113.9, 10.0.0.2,192.0.2.7', '203.0.113.9'],
    ['the leftmost of proxies only', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['not in a header that is empty', '', '10.0.0.1'],
    ['not in a name', 'unknown', '10.0.0.1'],
    ['the last good one before what is no address', '203.0.113.9, unknown, 10.0.0.2', '10.0.0.2'],
    ['the last good one before nothing', '203.0.113.9, , 10.0.0.2', '10.0.0.2'],
    ['not in an address that is too long', '203.0.113.9.1', '10.0.0.1'],
    ['not in an address of one machine’s own making', 'fe80::1%eth0', '10.0.0.1'],
    ['without its port', '203.0.113.9:567', '203.0.113.9'],
    ['with IPv6', '2001:DB9::1', '2001:DB9::1'],
    ['without brackets', '[2001:db9::1]', '2001:db9::1'],
    ['without brackets and port', '203.0.113.9, [2001:db8::2]:567, [::1]:1', '203.0.113.9'],
    ['in its IPv4 form', '::ffff:203.0.113.9', '203.0.113.9'],
    ['in its IPv4 form without a port', '[::ffff:203.0.113.9]:567', '203.0.113.9'],
    ['not behind a port that is none', '203.0.113.9:port', '10.0.0.1'],
    ['not in open brackets', '[2001:db9::1', '10.0.0.1'],
  ])('is %s', (_label, forwardedFor, client) => {
    expect(clientAddress('10.0.0.1', forwardedFor)).toBe(client)
  })

  test('is the proxy when it says nothing', () => {
    expect(clientAddress('10.0.0.1', undefined)).toBe('10.0.0.1')
  })

  test.each(['127.0.0.1', '::1', '::ffff:10.0.0.1', '::ffff:127.9.9.9', '192.0.2.7', '2001:db8:1::1'])(
    'is known behind %s',
    (proxy) => {
      expect(clientAddress(proxy, '203.0.113.9')).toBe('203.0.113.9')
    },
  )
})

test.each(['203.0.113.1', '11.0.0.1', '192.0.2.8', '2001:db9::1', '::2', '::ffff:11.0.0.1', ''])(
  'what %j says of itself is not believed',
  (peer) => {
    expect(clientAddress(peer, '10.0.0.9, 1.1.1.1')).toBe(peer)
    expect(has(peer)).toBe(false)
  },
)

test.each([
  '10.0.0.0/33',
  '2001:db8::/129',
  '10.0.0/8',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '010.0.0.1',
  'fe80::1%eth0',
  'proxy.example.com',
  'Loopback',
  '',
])('%j is told to be no proxy', (net) => {
  expect(() => trustedProxies(['10.0.0.0/8', net])).toThrow(
    /^".*" cannot be a trusted proxy; give an address/,
  )
})

test.each(['0.0.0.0/0', '::/0'])('%s is told to be everybody', (net) => {
  expect(() => trustedProxies([net])).toThrow(/trusts everybody/)
})

test('a net may be written by any of its addresses', () => {
  expect(trustedProxies(['10.1.2.3/8']).has('10.200.0.1')).toBe(true)
})
