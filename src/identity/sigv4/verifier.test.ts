import { describe, expect, test } from 'vitest'
import {
  ada,
  byHand,
  guest,
  inHeader,
  inQuery,
  name,
  outcome,
  services,
  testVerifier,
  withHeaders,
} from './signed-request.fixture.ts'
import { sigV4Verifier } from './verifier.ts'

describe('a signed request', () => {
  test('is from the owner of the key, for the region and service of its scope', () => {
    const { verifier } = testVerifier()
    expect(verifier.verify(byHand(), services)).toEqual({
      accessKeyId: 'AKIDADA',
      region: 'eu-west-1',
      service: 'execute-api',
    })
    expect(verifier.verify(inHeader(), services)).toEqual({
      accessKeyId: 'AKIDADA',
      region: 'us-east-1',
      service: '',
    })
  })

  test('without a signature is told so', () => {
    const { verifier } = testVerifier()
    const request = { method: 'GET', target: '/poc?x=1', headers: { host: 'a' }, body: new Uint8Array() }
    expect(verifier.verify(request, services)).toEqual({
      refusal: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    })
  })

  test('with the key of nobody, or the wrong secret, is refused', () => {
    expect(outcome(inHeader({}, { ...ada, accessKeyId: 'AKIDNOBODY' }))).toBe('UnrecognizedClientException')
    expect(outcome(inHeader({}, { ...ada, accessKeyId: 'constructor' }))).toBe('UnrecognizedClientException')
    expect(outcome(inHeader({}, { ...ada, secretAccessKey: 'wrong' }))).toBe('InvalidSignatureException')
  })

  test('with headers in several values and with much space is read as signers write it', () => {
    const request = inHeader({ headers: { 'x-many': 'a,b', 'x-space': 'a b', 'x-empty': '' } })
    const sent = withHeaders(request, { 'x-many': [' a', 'b '], 'x-space': '  a   b ' })
    expect(outcome(sent)).toBe('AKIDADA')
  })

  test('is for another service, region, day or terminator if its scope is', () => {
    const at = (...scope: readonly [string, string, string, string]) => {
      const verdict = testVerifier().verifier.verify(byHand({ scope }), services)
      return 'refusal' in verdict ? `${verdict.refusal}: ${verdict.message}` : verdict.accessKeyId
    }
    const scoped = 'InvalidSignatureException: Credential should be scoped to'
    expect(at('20231114', 'local_1', '', 'aws4_request')).toBe('AKIDADA')
    expect(at('20231114', 'r', 's3', 'aws4_request')).toBe(`${scoped} correct service: 'execute-api'.`)
    expect(at('20231114', '', 'execute-api', 'aws4_request')).toBe(`${scoped} a valid region.`)
    expect(at('20231114', 'r'.repeat(65), '', 'aws4_request')).toBe(`${scoped} a valid region.`)
    expect(at('20231113', 'r', '', 'aws4_request')).toContain(`${scoped} the day`)
    expect(at('20231114', 'r', '', 'aws5_request')).toContain(`${scoped} a valid terminator`)
  })
})

describe('a session token', () => {
  const without = { accessKeyId: guest.accessKeyId, secretAccessKey: guest.secretAccessKey }

  test('has to be sent where the key has one, in the headers or in the query', () => {
    expect([inHeader({}, guest), inQuery('', guest)].map((request) => outcome(request))).toEqual([
      'ASIAGUEST',
      'ASIAGUEST',
    ])
    for (const one of [without, { ...guest, sessionToken: 'other' }]) {
      expect(outcome(inHeader({}, one))).toBe('UnrecognizedClientException')
      expect(outcome(inQuery('', one))).toBe('UnrecognizedClientException')
    }
  })

  test('may be put into the query after it was signed', () => {
    const { target, ...request } = inQuery('', without)
    const append = (token: string) => `${target}&X-Amz-Security-Token=${encodeURIComponent(token)}`
    expect(outcome({ ...request, target: append('to+ken/==') })).toBe('ASIAGUEST')
    expect(outcome({ ...request, target: append('other') })).toBe('UnrecognizedClientException')
  })

  test('is ignored where the key has none', () => {
    const signed = { ...ada, sessionToken: 'whatever' }
    expect([inHeader({}, signed), inQuery('', signed)].map((request) => outcome(request))).toEqual([
      'AKIDADA',
      'AKIDADA',
    ])
  })
})

describe('a verifier', () => {
  const { clock } = testVerifier()

  test.each([
    ['no secret', { accessKeyId: 'a', secretAccessKey: '' }],
    ['no id', { accessKeyId: '', secretAccessKey: 'a' }],
    ['a slash in the id', { accessKeyId: 'a/b', secretAccessKey: 'a' }],
  ])('is not made with %s', (_, one) => {
    expect(() => sigV4Verifier({ credentials: [one], clock })).toThrow(/access key/)
  })

  test('without credentials knows nobody', () => {
    expect(outcome(inHeader(), sigV4Verifier({ credentials: [], clock }))).toBe('UnrecognizedClientException')
  })

  test('goes on with more regions than it keeps keys for', () => {
    const { verifier } = testVerifier()
    const outcomes = Array.from({ length: 300 }, (_, i) =>
      name(verifier.verify(byHand({ scope: ['20231114', `r${i}`, '', 'aws4_request'] }), services)),
    )
    expect(new Set([...outcomes, outcome(byHand(), verifier)])).toEqual(new Set(['AKIDADA']))
  })
})
