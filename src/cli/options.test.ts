import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import {
  readHeader,
  readNets,
  readPath,
  readRegion,
  readServerUrl,
  readSubprotocol,
  readWait,
} from './options.ts'

test('a server may be given as a WebSocket URL too', () => {
  expect(readServerUrl('wss://chat.example.com/base').href).toBe('https://chat.example.com/base')
})

test('an empty variable is as good as none', () => {
  expect(readServerUrl('').href).toBe('http://127.0.0.1:8080/')
  expect(readRegion('')).toBe('us-east-1')
  expect(readNets('')).toEqual([])
})

test('a span that a timer cannot wait for is refused', () => {
  expect(readWait('0.5')).toBe(500)
  expect(() => readWait('86401')).toThrow('a day')
})

test('headers and subprotocols add up', () => {
  expect(readHeader('X-B:  2: 3 ', readHeader('x-a:1'))).toEqual([
    ['x-a', '1'],
    ['X-B', '2: 3'],
  ])
  expect(readSubprotocol('a', readSubprotocol('b', ['a']))).toEqual(['a', 'b'])
})

test('nets are divided by commas, with or without spaces', () => {
  expect(readNets('10.0.0.0/8, ::1,,loopback ')).toEqual(['10.0.0.0/8', '::1', 'loopback'])
})

test('a path loses the slash at its end, and may be empty', () => {
  expect([readPath('/poc/'), readPath('/'), readPath('')]).toEqual(['/poc', '', ''])
})

describe('a mistake is told, not taken', () => {
  test.each([
    ['a server without a scheme', () => readServerUrl('localhost:8080')],
    ['a server of another kind', () => readServerUrl('ftp://localhost')],
    ['a region of two words', () => readRegion('us east')],
    ['a header without a colon', () => readHeader('nope')],
    ['a header of two lines', () => readHeader('a: b\r\nc: d')],
    ['two subprotocols in one', () => readSubprotocol('a, b')],
    ['a path without a slash', () => readPath('poc')],
    ['a path with a query', () => readPath('/poc?a=b')],
  ])('%s', (_mistake, read) => {
    expect(read).toThrow(InvalidArgumentError)
  })
})
