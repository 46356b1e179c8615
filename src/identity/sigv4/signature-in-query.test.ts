import { describe, expect, test } from 'vitest'
import { inHeader, inQuery, later, outcome, withHeaders } from './signed-request.fixture.ts'

const minuteMs = 60_000

describe('a signature in the query', () => {
  test('without an expiry holds for 5 minutes around its date', () => {
    expect([-5, 0, 5].map((minutes) => later(inQuery(), minutes * minuteMs))).toEqual(
      Array(3).fill('AKIDADA'),
    )
    expect([-6, 6].map((minutes) => later(inQuery(), minutes * minuteMs))).toEqual(
      Array(2).fill('InvalidSignatureException'),
    )
  })

  test('with an expiry holds until then, and no longer', () => {
    const request = inQuery('&X-Amz-Expires=604800')
    expect([-300_001, -300_000, 604_800_000, 604_800_001].map((span) => later(request, span))).toEqual([
      'InvalidSignatureException',
      'AKIDADA',
      'AKIDADA',
      'InvalidSignatureException',
    ])
    expect(later(inQuery('&X-Amz-Expires=1'), 1_001)).toBe('InvalidSignatureException')
  })

  test.each(['0', '-1', '604801', '1.5', '1e3', '', '0x10', '060', ' 60', '9999999999'])(
    'with %j for an expiry is incomplete',
    (span) => {
      expect(outcome(inQuery(`&X-Amz-Expires=${encodeURIComponent(span)}`))).toBe(
        'IncompleteSignatureException',
      )
    },
  )

  test('covers the other parameters, however they are encoded', () => {
    const { target, ...request } = inQuery('&name=a%20b!*&x=%7e&flag&list=2&list=1&list=10')
    expect(outcome({ ...request, target })).toBe('AKIDADA')
    expect(outcome({ ...request, target: target.replace('a%20b', 'a+%62') })).toBe('AKIDADA')
    expect(outcome({ ...request, target: `${target}&` })).toBe('AKIDADA')
    expect(outcome({ ...request, target: `${target}&y` })).toBe('InvalidSignatureException')
    expect(outcome({ ...request, target: target.replace('list=10', 'list=11') })).toBe(
      'InvalidSignatureException',
    )
  })

  test('covers the body', () => {
    expect(outcome({ ...inQuery(), body: Buffer.from('more') })).toBe('InvalidSignatureException')
  })

  test('is no link to an operation that it does not name', () => {
    expect(outcome(withHeaders(inQuery(), { 'x-amz-target': 'AWSEvents.PutEvents' }))).toBe(
      'InvalidSignatureException',
    )
  })

  test('beside one in the headers is one too many', () => {
    const path = `/poc?X-Amz-Signature=${'0'.repeat(64)}`
    expect(outcome(inHeader({ path: path.replace('Signature', 'Other') }))).toBe('AKIDADA')
    expect(outcome(inHeader({ path }))).toBe('IncompleteSignatureException')
    const signedInQuery = withHeaders(inQuery(), { authorization: inHeader().headers.authorization })
    expect(outcome(signedInQuery)).toBe('IncompleteSignatureException')
  })

  test.each(['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'])(
    'is incomplete without %s, and with a second one in any case',
    (parameter) => {
      const { target, ...request } = inQuery()
      const without = target.replace(new RegExp(`${parameter}=[^&]*`), '')
      expect(without).not.toBe(target)
      for (const changed of [without, `${target}&${parameter}=x`, `${target}&${parameter.toLowerCase()}=x`]) {
        expect(outcome({ ...request, target: changed })).toBe('IncompleteSignatureException')
      }
    },
  )

  test.each(['%', '%2', '%zz', '%ff', '%ed%a0%80'])('is incomplete with %s in the query', (piece) => {
    const { target, ...request } = inQuery()
    expect(outcome({ ...request, target: `${target}&x=${piece}` })).toBe('IncompleteSignatureException')
  })
})
