import { expect, test } from 'vitest'
import type { Sockets } from '../core/ports/sockets.ts'
import { memoryPeers } from '../stores/memory/peers.ts'
import { sharedSockets } from './shared-sockets.ts'

const info = { connectedAt: 1, lastActiveAt: 2, sourceIp: '127.0.0.1', userAgent: undefined }

/** Sockets of a node that keep what they are asked. */
function socketsOn(node: string, calls: string[]): Sockets {
  return {
    send(connectionId, frame) {
      calls.push(`${node}: send ${connectionId} ${String(frame)}`)
      return 'sent'
    },
    describe(connectionId) {
      calls.push(`${node}: describe ${connectionId}`)
      return info
    },
    close(connectionId, code, reason) {
      calls.push(`${node}: close ${connectionId} ${code} ${reason}`)
      return 'closed'
    },
  }
}

function openTwo() {
  const calls: string[] = []
  const peers = memoryPeers()
  const [here, there] = ['a-_1', 'B002'].map((node) => {
    const [local, own] = [socketsOn(node, calls), peers.open(node)]
    own.serve('/chat', local)
    return sharedSockets({ node, path: '/chat', local, peers: own })
  })
  if (here === undefined || there === undefined) throw new Error('two nodes are there')
  return { calls, here, there }
}

test('a connection of this node is asked here and at once, one of another node there', async () => {
  const { calls, here, there } = openTwo()
  expect(here.send('a-_1ada=', 'x')).toBe('sent')
  expect(await here.send('B002bob=', 'x')).toBe('sent')
  expect(await here.describe('B002bob=')).toEqual(info)
  expect(await there.close('a-_1ada=', 1_000, 'bye')).toBe('closed')
  expect(calls).toEqual([
    'a-_1: send a-_1ada= x',
    'B002: send B002bob= x',
    'B002: describe B002bob=',
    'a-_1: close a-_1ada= 1000 bye',
  ])
})

test('a connection of a node that is not there is gone', async () => {
  const { calls, here } = openTwo()
  expect(await here.send('C003eve=', 'x')).toBe('gone')
  expect(calls).toEqual([])
})

test.each([
  ['an empty one', ''],
  ['a short one', 'B00'],
  ['one with a colon', 'a:b:c'],
  ['one with braces', '{B002}='],
  ['one with a letter that no id has', 'ünïcode'],
])('an id that is no node’s is asked of none: %s', (_label, connectionId) => {
  const { calls, here } = openTwo()
  void here.describe(connectionId)
  expect(calls).toEqual([`a-_1: describe ${connectionId}`])
})
