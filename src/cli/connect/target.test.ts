import { describe, expect, test } from 'vitest'
import { targetOf } from './target.ts'

const url = new URL('http://127.0.0.1:8080')

describe('what somebody means by an address', () => {
  test.each([
    ['a path', '/poc?a=b', 'ws://127.0.0.1:8080/poc?a=b'],
    ['no scheme', 'localhost:9000/poc', 'ws://localhost:9000/poc'],
    ['no path', 'chat.example.com', 'ws://chat.example.com/'],
    ['a web address', 'https://chat.example.com/LATEST', 'wss://chat.example.com/LATEST'],
    ['a WebSocket address', 'wss://chat.example.com/dev', 'wss://chat.example.com/dev'],
    ['a fragment', 'ws://chat.example.com/#top', 'ws://chat.example.com/'],
  ])('%s', (_case, address, expected) => {
    expect(targetOf(address, { url })?.href).toBe(expected)
  })

  test('a path is joined to that of the server', () => {
    const behindProxy = new URL('https://example.com/stoa/')
    expect(targetOf('/poc', { url: behindProxy })?.href).toBe('wss://example.com/stoa/poc')
  })

  test.each(['ftp://example.com', 'a b', 'ws://', 'localhost:port'])('%s is none', (address) => {
    expect(targetOf(address, { url })).toBeUndefined()
  })
})

describe('a token goes where the API expects it', () => {
  test.each([
    ['/', '/?auth_token=t%2Bt'],
    ['/prod', '/prod?Authorization=t%2Bt'],
    ['/prod/', '/prod/?Authorization=t%2Bt'],
    ['/dev', '/dev?access_token=t%2Bt'],
    ['/other?a=b', '/other?a=b&access_token=t%2Bt'],
  ])('%s', (address, expected) => {
    expect(targetOf(address, { url, token: 't+t' })?.href).toBe(`ws://127.0.0.1:8080${expected}`)
  })

  test('or where somebody says', () => {
    const target = targetOf('/', { url, token: 't', tokenParameter: 'key' })
    expect(target?.search).toBe('?key=t')
  })
})
