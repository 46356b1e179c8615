import { describe, expect, test } from 'vitest'
import { byHand, outcome, stamp } from './signed-request.fixture.ts'

describe('a path', () => {
  test.each([
    ['/prod/@connections/c=', '/prod/%40connections/c%3D'],
    ['/prod/@connections/c%3D', '/prod/%40connections/c%253D'],
    ['/prod/%40connections/c%3D', '/prod/%2540connections/c%253D'],
    ['/prod/%40connections/c%3D', '/prod/%40connections/c%3D'],
    ['/prod/@connections/c=', '/prod/@connections/c='],
    ['/prod//@connections/c', '/prod/%40connections/c'],
    ['/prod//@connections/c', '/prod//%40connections/c'],
    ['/prod//a//', '/prod/a/'],
    ['/a/./b/../c/', '/a/c/'],
    ['/a/./b/../c/', '/a/./b/../c/'],
    ['/../..', '/'],
    ["/!'()*~", '/%21%27%28%29%2A~'],
  ])('%s may be signed as %s', (target, canonical) => {
    expect(outcome(byHand({ target, canonical: [canonical, ''] }))).toBe('AKIDADA')
  })

  // Each of these is routed to another resource than what was signed.
  test.each([
    ['/prod/%40connections/c%253D', '/prod/%40connections/c%253D'],
    ['/a//../b', '/b'],
    ['/a//../b', '/a/b'],
    ['/a/%2e%2e/../b', '/a/b'],
    ['/a/b', '/a/B'],
    ['/a%2Fb', '/a/b'],
  ])('%s may not be signed as %s', (target, canonical) => {
    expect(outcome(byHand({ target, canonical: [canonical, ''] }))).toBe('InvalidSignatureException')
  })

  test.each(['', 'poc', '*', 'http://localhost/poc', '/a#b', '/a\\b', '/a b', '/ä', '/%', '/%zz', '/a\n'])(
    '%j is malformed',
    (target) => {
      expect(outcome(byHand({ target }))).toBe('IncompleteSignatureException')
    },
  )
})

describe('bounds', () => {
  test('16 KB of target and 100 parameters are read, and no more', () => {
    const flags = (count: number) => Array.from({ length: count }, (_, i) => `p${100 + i}`)
    const many = (count: number) =>
      byHand({
        target: `/poc?${flags(count).join('&')}`,
        canonical: ['/poc', flags(count).join('=&').concat('=')],
      })
    expect([100, 101].map((count) => outcome(many(count)))).toEqual([
      'AKIDADA',
      'IncompleteSignatureException',
    ])
    const long = (length: number) => '/'.padEnd(length, 'a')
    const outcomes = [16_384, 16_385].map((length) =>
      outcome(byHand({ target: long(length), canonical: [long(length), ''] })),
    )
    expect(outcomes).toEqual(['AKIDADA', 'IncompleteSignatureException'])
  })

  test('50 headers may be signed', () => {
    const extra = Array.from({ length: 48 }, (_, i) => [`h${i}`, 'x'])
    const headers = { host: 'localhost', 'x-amz-date': stamp, ...Object.fromEntries(extra) }
    expect(outcome(byHand({ headers }))).toBe('AKIDADA')
    expect(outcome(byHand({ headers: { ...headers, more: 'x' } }))).toBe('IncompleteSignatureException')
  })

  test('a method is a word', () => {
    expect(outcome(byHand({ method: 'PATCH' }))).toBe('AKIDADA')
    expect(outcome(byHand({ method: 'GET\n/poc' }))).toBe('IncompleteSignatureException')
  })
})
