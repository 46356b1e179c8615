import { expect, test } from 'vitest'
import { localNames } from './local-names.ts'

test('a machine is known by its loopback, its name, and the addresses of its interfaces', () => {
  const machine = {
    hostname: 'Box.example.lan',
    addresses: ['127.0.0.1', '192.0.2.7', '2001:DB8:0::7', '::1'],
  }
  expect(localNames([], machine)).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
    'box.example.lan',
    'box.local',
    '192.0.2.7',
    '2001:db8::7',
  ])
})

test('extra names come last and none is there twice', () => {
  const machine = { hostname: 'box.local', addresses: [] }
  expect(localNames(['*.Chat.test', 'BOX.local.', 'localhost'], machine)).toEqual([
    'localhost',
    '127.0.0.1',
    '::1',
    'box.local',
    '*.chat.test',
  ])
})

test('what nobody can connect to by its name is left out', () => {
  const machine = { hostname: 'not a name', addresses: ['fe80::1%eth0', 'fe80::2', '192.0.2.7'] }
  expect(localNames(['0.0.0.0', '::'], machine)).toEqual(['localhost', '127.0.0.1', '::1', '192.0.2.7'])
})

test('a name that is none stays, so that who uses it is told', () => {
  expect(localNames(['a b'], { hostname: 'box', addresses: [] })).toContain('a b')
})

test('this machine has names', () => {
  expect(localNames([])).toContain('localhost')
})
