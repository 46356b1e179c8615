import { describe, expect, test } from 'vitest'
import { parseRedisUrl, placeOf } from './address.ts'

const plain = {
  kind: 'single',
  servers: [{ host: 'localhost', port: 6379 }],
  name: '',
  username: undefined,
  password: undefined,
  database: 0,
  tls: false,
}

describe('the address of Redis', () => {
  test.each([
    ['redis://localhost', plain],
    ['redis://localhost:6380/', { ...plain, servers: [{ host: 'localhost', port: 6380 }] }],
    ['redis://[::1]:7000/3', { ...plain, servers: [{ host: '::1', port: 7000 }], database: 3 }],
    ['rediss://ada:s%40cret@localhost', { ...plain, tls: true, username: 'ada', password: 's@cret' }],
    ['redis://:secret@localhost', { ...plain, password: 'secret' }],
    ['redis://secret@localhost', { ...plain, password: 'secret' }],
    [
      'redis+sentinel://one,two:26380/mymaster/2',
      {
        ...plain,
        kind: 'sentinel',
        servers: [
          { host: 'one', port: 26_379 },
          { host: 'two', port: 26_380 },
        ],
        name: 'mymaster',
        database: 2,
      },
    ],
    [
      'rediss+cluster://ada:b@one:7001,two:7002',
      {
        ...plain,
        kind: 'cluster',
        servers: [
          { host: 'one', port: 7001 },
          { host: 'two', port: 7002 },
        ],
        username: 'ada',
        password: 'b',
        tls: true,
      },
    ],
  ])('is read: %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address)
  })

  test.each([
    ['', /is like/],
    ['localhost:6379', /is like/],
    ['http://localhost', /is like/],
    ['redis://', /is like/],
    ['redis://one,two', /is like/],
    ['redis://one:99999', /is like/],
    ['redis+ring://one', /is like/],
    ['redis://one/zero', /database/],
    ['redis+cluster://one/1', /one database/],
    ['redis+sentinel://one', /name of the master/],
    ['redis://ada:100%@one', /%25/],
  ])('is refused with what to write instead: %s', (url, message) => {
    expect(() => parseRedisUrl(url)).toThrow(message)
  })

  test('a refusal does not quote it, because a password may be in it', () => {
    expect(() => parseRedisUrl('redis://ada:secret@one:two')).not.toThrow(/secret/)
    expect(() => parseRedisUrl('redis://ada:secret@one:two')).toThrow(TypeError)
  })

  test('is shown without user and password', () => {
    expect(placeOf(parseRedisUrl('redis://ada:secret@[::1]:7000'))).toBe('[::1]:7000')
    expect(placeOf(parseRedisUrl('redis+sentinel://one/mymaster'))).toBe(
      'the master mymaster of the sentinels one:26379',
    )
  })
})
