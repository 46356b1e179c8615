import { describe, expect, test } from 'vitest'
import { FanOut, type Frame, Turn } from '../core/index.ts'
import type { StoredConnection } from '../core/ports/nodes.ts'
import type { Sockets } from '../core/ports/sockets.ts'
import type { LocalApi } from '../core/sharing.ts'
import { memoryBackplanes } from '../stores/memory/backplane.ts'
import { memoryNodes } from '../stores/memory/nodes.ts'
import { memoryPeers } from '../stores/memory/peers.ts'
import { systemIds } from '../stores/system/ids.ts'
import { fleet } from './fleet.ts'
import { tickingClock } from './ticking-clock.fixture.ts'

const encoder = new TextEncoder()

/** An API on one node, whose connections keep what they are sent. */
function localApi(path: string, storesConnections: boolean) {
  const inboxes = new Map<string, string[]>()
  const ended: StoredConnection[] = []
  const topics = new FanOut(
    new Turn((run) => setImmediate(run)),
    { encode: (frame) => encoder.encode(frame), concat: (frames) => Uint8Array.from(Buffer.concat(frames)) },
    10,
  )
  const push = (connectionId: string, frame: Frame) => {
    const text = typeof frame === 'string' ? frame : new TextDecoder().decode(frame)
    return inboxes.get(connectionId)?.push(text) === undefined ? 'gone' : 'sent'
  }
  const sockets: Sockets = { send: push, describe: () => 'gone', close: () => 'gone' }
  const api: LocalApi = {
    path,
    topics,
    sockets,
    storesConnections,
    endedElsewhere: async (connection) => {
      ended.push(connection)
    },
    givenUp: () => {},
  }
  const attach = (connectionId: string): void => {
    inboxes.set(connectionId, [])
    topics.attach({ connectionId, push: (frames) => push(connectionId, frames) })
  }
  return { api, attach, inboxes, ended }
}

function openFleet() {
  const clock = tickingClock()
  const [nodes, backplanes, peers] = [memoryNodes(), memoryBackplanes(), memoryPeers()]
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const start = (storesConnections = true) => {
    const [own, view, local] = [nodes.open(), clock.view(), localApi('/chat', storesConnections)]
    const opened = fleet({
      nodes: own,
      backplaneOf: ({ path }, node) => backplanes.open(path, node),
      peers: peers.open(own.id),
      ids: systemIds(),
      clock: view,
      log,
      problem: () => (view.isFrozen ? 'it is frozen' : undefined),
      onDead: () => {},
    })
    const shared = opened.share(local.api)
    opened.start()
    const connect = (): string => {
      const connectionId = opened.connectionId()
      local.attach(connectionId)
      shared.opened({ connectionId, path: '/chat', user: { id: 'ada' }, connectedAt: 0 })
      return connectionId
    }
    return { fleet: opened, shared, connect, clock: view, ...local }
  }
  return { clock, backplanes, nodes, start }
}

describe('a connectionId', () => {
  test('has the shape that it has in API Gateway, and begins with its node', () => {
    const { nodes, start } = openFleet()
    const { fleet: own } = start()
    const ids = Array.from({ length: 1_000 }, () => own.connectionId())
    for (const id of ids) {
      expect(id).toMatch(/^[\w-]{14}[AEIMQUYcgkosw048]=$/)
      expect(Buffer.from(id, 'base64url')).toHaveLength(11)
      expect(nodes.known()).toContain(id.slice(0, 4))
    }
    expect(new Set(ids).size).toBe(1_000)
  })
})

describe('two nodes', () => {
  test('are one API: who is on one hears what is published on the other, and can be sent to from there', async () => {
    const { backplanes, start } = openFleet()
    const [a, b] = [start(), start()]
    const [ada, bob] = [a.connect(), b.connect()]
    expect(await a.shared.topics.join('room', ada)).toBe('joined')
    expect(await b.shared.topics.join('room', bob)).toBe('joined')
    await a.shared.topics.publish('room', 'to all')
    for (let turn = 0; turn < 3; turn += 1) await backplanes.idle()
    expect(await a.shared.sockets.send(bob, 'to bob')).toBe('sent')
    expect(a.inboxes.get(ada)).toEqual(['to all'])
    expect(b.inboxes.get(bob)).toEqual(['to all', 'to bob'])
    expect([...(await a.shared.topics.members('room'))].sort()).toEqual([ada, bob].sort())
  })

  test.each([
    ['end the connections of one that dies', true, 2],
    ['have nothing to end where connections are not stored', false, 0],
  ])('%s', async (_label, storesConnections, expected) => {
    const { clock, start } = openFleet()
    const [a, b] = [start(storesConnections), start(storesConnections)]
    const connectionIds = [a.connect(), a.connect(), a.connect()]
    a.shared.closed(connectionIds.pop() ?? '')
    await clock.pass(1_000)
    a.clock.isFrozen = true
    await clock.pass(9_000)
    const ended = b.ended.map(({ connectionId }) => connectionId).sort()
    expect(ended).toEqual(connectionIds.slice(0, expected).sort())
  })

  test('part when one stops: it hears nothing, and cannot be reached', async () => {
    const { clock, backplanes, nodes, start } = openFleet()
    const [a, b] = [start(), start()]
    const ada = a.connect()
    await a.shared.topics.join('room', ada)
    await clock.pass(100)
    a.api.topics.drop(ada)
    a.shared.closed(ada)
    const stopped = a.fleet.stop()
    await clock.pass(100)
    await stopped
    expect(backplanes.subscriptions()).toBe(0)
    expect(await b.shared.sockets.send(ada, 'x')).toBe('gone')
    expect(nodes.known()).toHaveLength(1)
  })
})

test('what is wrong is what the store says', () => {
  const { fleet: own, clock } = openFleet().start()
  expect(own.problem()).toBeUndefined()
  clock.isFrozen = true
  expect(own.problem()).toBe('it is frozen')
})
