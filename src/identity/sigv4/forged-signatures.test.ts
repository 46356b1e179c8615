import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inHeader, inQuery, name, services, stamp, testVerifier } from './signed-request.fixture.ts'
import type { SignedRequest } from './verifier.ts'

const { verifier } = testVerifier()
const verify = (request: SignedRequest) => name(verifier.verify(request, services))

const refused: unknown = expect.stringMatching(/Exception$/)

const text = fc.string({ unit: 'binary', maxLength: 40 })
const headerName = fc.oneof(
  text,
  fc.constantFrom('authorization', 'host', 'date', 'x-amz-date', 'x-amz-content-sha256', '__proto__'),
)
const part = fc.oneof(
  text,
  fc.constantFrom(stamp, 'AWS4-HMAC-SHA256', 'AKIDADA/20231114/r//aws4_request', 'host'),
)

const queryOfGarbage = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'Algorithm',
        'Credential',
        'Date',
        'SignedHeaders',
        'Signature',
        'Expires',
        'Security-Token',
      ),
      part,
    ),
    { maxLength: 8 },
  )
  .map((pairs) => pairs.map(([key, value]) => `X-Amz-${key}=${encode(value)}`).join('&'))

const authorization = fc
  .tuple(part, part, part)
  .map(([a, b, c]) => `AWS4-HMAC-SHA256 Credential=${a}, SignedHeaders=${b}, Signature=${c}`)

/** A text of any kind, where a text without a meaning of its own cannot be encoded. */
function encode(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString())
}

test('garbage is refused, and nothing is thrown', () => {
  const garbage: fc.Arbitrary<SignedRequest> = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'POST'), text),
    target: fc.oneof(
      text,
      text.map((path) => `/${path}`),
      queryOfGarbage.map((query) => `/poc?${query}`),
    ),
    headers: fc.dictionary(headerName, fc.oneof(part, authorization, fc.array(text), fc.constant(undefined))),
    body: fc.uint8Array({ maxLength: 20 }),
  })
  fc.assert(
    fc.property(garbage, (request) => {
      expect(verify(request)).toEqual(refused)
    }),
    { numRuns: 2_000 },
  )
})

/** A text with one character replaced by another letter or digit. */
const changeOf = (original: string) =>
  fc
    .tuple(fc.nat(original.length - 1), fc.constantFrom('a', 'b', 'X', 'Z', '0', '9'))
    .map(([at, character]) => original.slice(0, at) + character + original.slice(at + 1))
    .filter((changed) => changed !== original)

const good = inHeader({ headers: { 'X-Amz-Target': 'AWSEvents.PutEvents', 'Content-Type': 'text/plain' } })
const link = inQuery('&name=ada&X-Amz-Expires=60')

test('the requests that are forged below are good ones', () => {
  expect([verify(good), verify(link)]).toEqual(['AKIDADA', 'AKIDADA'])
})

test('a request of which any signed part is changed is refused', () => {
  const changed = fc.oneof(
    changeOf(good.target).map((target) => ({ ...good, target })),
    fc.constantFrom('GET', 'PUT', 'DELETE').map((method) => ({ ...good, method })),
    fc.uint8Array({ minLength: 3, maxLength: 9 }).map((body) => ({ ...good, body })),
    fc.constantFrom(...Object.keys(good.headers)).chain((header) =>
      changeOf(String(good.headers[header])).map((value) => ({
        ...good,
        headers: { ...good.headers, [header]: value },
      })),
    ),
  )
  fc.assert(
    fc.property(changed, (request) => {
      expect(verify(request)).toEqual(refused)
    }),
    { numRuns: 1_000 },
  )
})

test('a link of which any character is changed is refused', () => {
  fc.assert(
    fc.property(changeOf(link.target), (target) => {
      expect(verify({ ...link, target })).toEqual(refused)
    }),
    { numRuns: 1_000 },
  )
})
