import { describe, expect, test } from 'vitest'
import {
  byHand,
  inHeader,
  later,
  outcome,
  services,
  sha256,
  stamp,
  testVerifier,
  withHeaders,
} from './signed-request.fixture.ts'
import type { SignedRequest } from './verifier.ts'

const minuteMs = 60_000

function withAuthorization(change: (authorization: string) => string): SignedRequest {
  const request = inHeader()
  return withHeaders(request, { authorization: change(String(request.headers.authorization)) })
}

describe('a signature in the headers', () => {
  test('holds for 5 minutes around its date, both ends included', () => {
    const request = inHeader()
    const spans = [-5 * minuteMs - 1, -5 * minuteMs, 5 * minuteMs, 5 * minuteMs + 1]
    expect(spans.map((span) => later(request, span))).toEqual([
      'InvalidSignatureException',
      'AKIDADA',
      'AKIDADA',
      'InvalidSignatureException',
    ])
  })

  test('that is over or not yet good is told when it would be', () => {
    const { clock, verifier } = testVerifier()
    clock.pass(-6 * minuteMs)
    expect(verifier.verify(inHeader(), services)).toMatchObject({
      message: `Signature not yet current: ${stamp} is still later than 20231114T221220Z (20231114T220720Z + 5 min.)`,
    })
    clock.pass(12 * minuteMs)
    expect(verifier.verify(inHeader(), services)).toMatchObject({
      message: `Signature expired: ${stamp} is now earlier than 20231114T221420Z (20231114T221920Z - 5 min.)`,
    })
  })

  test.each(['Tue, 14 Nov 2023 22:13:20 GMT', 'Tue, 14 Nov 2023 22:13:20 -0000', stamp])(
    'may take its date from a Date header: %s',
    (date) => {
      expect(outcome(byHand({ headers: { host: 'localhost', date } }))).toBe('AKIDADA')
      expect(later(byHand({ headers: { host: 'localhost', date } }), 6 * minuteMs)).toBe(
        'InvalidSignatureException',
      )
    },
  )

  test.each([
    ['2023-11-14T22:13:20Z'],
    ['20231314T221320Z'],
    ['20231114T221320'],
    ['Tue, 14 Nov 2023 22:13:20 CET'],
    [''],
  ])('needs a date that can be read, not %j', (date) => {
    const request = byHand({ headers: { host: 'localhost', 'x-amz-date': date } })
    expect(outcome(request)).toBe('IncompleteSignatureException')
  })

  test('needs a date', () => {
    expect(outcome(byHand({ headers: { host: 'localhost' } }))).toBe('IncompleteSignatureException')
  })

  test('covers the body, also by the hash that is sent', () => {
    const hashed = (hash: string) => inHeader({ headers: { 'X-Amz-Content-Sha256': hash } })
    expect(outcome({ ...inHeader(), body: Buffer.from('ho') })).toBe('InvalidSignatureException')
    expect(outcome(hashed(sha256('hi')))).toBe('AKIDADA')
    expect(outcome({ ...hashed(sha256('hi')), body: Buffer.from('ho') })).toBe('InvalidSignatureException')
    for (const hash of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', '']) {
      expect(outcome(hashed(hash))).toBe('InvalidSignatureException')
    }
  })

  test.each(['x-amz-date', 'x-amz-content-sha256', 'x-amz-target', 'x-amz-security-token', 'host'])(
    'covers %s where that is sent',
    (header) => {
      const headers = { host: 'a', 'x-amz-date': stamp, 'x-other': 'b', [header]: stamp }
      if (header === 'x-amz-content-sha256') headers[header] = sha256('')
      const signedHeaders = Object.keys(headers).filter((key) => key !== header)
      expect(outcome(byHand({ headers }))).toBe('AKIDADA')
      expect(outcome(byHand({ headers, signedHeaders }))).toBe('InvalidSignatureException')
    },
  )

  test('covers only headers that were sent', () => {
    const request = byHand({ headers: { host: 'a', 'x-amz-date': stamp, 'x-a': '', constructor: '' } })
    expect(outcome(request)).toBe('AKIDADA')
    expect(outcome(withHeaders(request, { 'x-a': undefined }))).toBe('InvalidSignatureException')
    const { constructor: _, ...rest } = request.headers
    expect(outcome({ ...request, headers: rest })).toBe('InvalidSignatureException')
  })

  test('may have its parts in any order, with or without space', () => {
    const reversed = withAuthorization((authorization) => {
      const [algorithm = '', ...parts] = authorization.split(/,? /)
      return `${algorithm} ${parts.reverse().join(',')}`
    })
    expect(outcome(reversed)).toBe('AKIDADA')
  })

  test.each<[string, (authorization: string) => string]>([
    ['another scheme', () => 'Bearer abc'],
    ['nothing', () => ''],
    ['the algorithm alone', () => 'AWS4-HMAC-SHA256'],
    ['another algorithm', (a) => a.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA512')],
    ['no credential', (a) => a.replace(/Credential=[^,]*, /, '')],
    ['an empty credential', (a) => a.replace(/Credential=[^,]*/, 'Credential=')],
    ['no signed headers', (a) => a.replace(/SignedHeaders=[^,]*, /, '')],
    ['no signature', (a) => a.replace(/, Signature=.*/, '')],
    ['an empty signature', (a) => a.replace(/Signature=.*/, 'Signature=')],
    ['a part twice', (a) => `${a}, Signature=00`],
    ['a scope of four', (a) => a.replace('/us-east-1/', '/')],
    ['a scope of six', (a) => a.replace('/us-east-1/', '/us/east/1/')],
    ['no key id', (a) => a.replace('AKIDADA', '')],
    ['a header in capitals', (a) => a.replace('host', 'Host')],
    ['a header twice', (a) => a.replace('host', 'host;host')],
    ['an empty header name', (a) => a.replace('host', 'host;')],
    ['a header with a colon', (a) => a.replace('host', 'host:a')],
    ['51 headers', (a) => a.replace('host', Array.from({ length: 51 }, (_, i) => `h${i}`).join(';'))],
    ['too much', (a) => `${a}, X=${'x'.repeat(8_192)}`],
  ])('is incomplete with %s', (_, change) => {
    expect(outcome(withAuthorization(change))).toBe('IncompleteSignatureException')
  })
})
