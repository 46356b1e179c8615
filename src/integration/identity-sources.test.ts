import { describe, expect, test } from 'vitest'
import { arePresent, parseIdentitySource } from './identity-sources.ts'
import { aRecord, aRequest } from './records.fixture.ts'

const present = (sources: readonly string[], target: string, rawHeaders: readonly string[] = []) =>
  arePresent(
    sources.map(parseIdentitySource),
    aRecord({ variables: { tenant: 'blue' } }),
    aRequest({ target, rawHeaders }),
  )

describe('identity sources', () => {
  test('are present if all of them are there and not empty', () => {
    const sources = ['route.request.header.Auth', 'route.request.querystring.token']
    expect(present(sources, '/?token=t', ['auth', 'a'])).toBe(true)
    expect(present(sources, '/?token=t')).toBe(false)
    expect(present(sources, '/?token=', ['auth', 'a'])).toBe(false)
    expect(present(sources, '/', ['auth', 'a'])).toBe(false)
    expect(present(sources, '/?token=t', ['auth', ''])).toBe(false)
    expect(present(sources, '/?TOKEN=t', ['auth', 'a'])).toBe(false)
  })

  test('may be of the stage and of the connection', () => {
    expect(present(['stageVariables.tenant', 'context.identity.sourceIp'], '/')).toBe(true)
    expect(present(['stageVariables.other'], '/')).toBe(false)
  })

  test('are present where there are none', () => {
    expect(present([], '/')).toBe(true)
  })

  test('in the syntax of HTTP APIs are refused with what to write', () => {
    expect(() => parseIdentitySource('$request.header.Authorization')).toThrow(
      'write route.request.header.Authorization',
    )
  })

  test.each(['route.request.body.token', "'static'", 'route.request.multivalueheader.a'])(
    'cannot be %s',
    (text) => {
      expect(() => parseIdentitySource(text)).toThrow('cannot tell who a client is')
    },
  )
})
