import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signHeaders, signQuery } from './aws-request.ts'

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
const signing = { credentials, region: 'eu-west-1', now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) }

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** A signature as the documentation of SigV4 says, from a canonical request written by hand. */
function signatureOf(service: string, canonical: readonly string[]): string {
  const scope = `20260102/eu-west-1/${service}/aws4_request`
  const key = ['20260102', 'eu-west-1', service, 'aws4_request'].reduce(hmac, Buffer.from('AWS4secret'))
  const text = ['AWS4-HMAC-SHA256', '20260102T030405Z', scope, sha256(canonical.join('\n'))].join('\n')
  return hmac(key, text).toString('hex')
}

describe('a request signed in its headers', () => {
  test('is signed as SigV4 says, with the path encoded once more', () => {
    const headers = signHeaders(
      {
        service: 'execute-api',
        method: 'POST',
        url: new URL('http://127.0.0.1:8080/poc/@connections/L0SM%3D'),
        headers: { 'Content-Type': 'application/octet-stream' },
        body: Buffer.from('hello'),
      },
      signing,
    )
    const signature = signatureOf('execute-api', [
      'POST',
      '/poc/%40connections/L0SM%253D',
      '',
      'content-type:application/octet-stream',
      'host:127.0.0.1:8080',
      'x-amz-date:20260102T030405Z',
      '',
      'content-type;host;x-amz-date',
      sha256('hello'),
    ])
    expect(headers).toEqual({
      'Content-Type': 'application/octet-stream',
      'X-Amz-Date': '20260102T030405Z',
      Authorization:
        'AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-west-1/execute-api/aws4_request, ' +
        `SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`,
    })
  })

  test('carries the session token, signed with the rest', () => {
    const headers = signHeaders(
      { service: 'lambda', method: 'GET', url: new URL('http://127.0.0.1/'), headers: {} },
      { ...signing, credentials: { ...credentials, sessionToken: 'session' } },
    )
    expect(headers['X-Amz-Security-Token']).toBe('session')
    expect(headers.Authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,')
  })
})

test('an upgrade is signed in its query, which keeps what was in it', () => {
  const url = signQuery(new URL('ws://127.0.0.1:8080/poc?a=b+c'), signing)
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    'X-Amz-Credential=AKID%2F20260102%2Feu-west-1%2Fexecute-api%2Faws4_request',
    'X-Amz-Date=20260102T030405Z',
    'X-Amz-SignedHeaders=host',
    'a=b%20c',
  ]
  const canonical = ['GET', '/poc', query.join('&'), 'host:127.0.0.1:8080', '', 'host', sha256('')]
  expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf('execute-api', canonical))
  expect(url.searchParams.get('a')).toBe('b c')
  expect(url.href).toMatch(/^ws:\/\/127\.0\.0\.1:8080\/poc\?/)
})
