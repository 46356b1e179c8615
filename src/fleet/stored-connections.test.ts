import { describe, expect, test } from 'vitest'
import type { StoredConnection } from '../core/ports/nodes.ts'
import { fleetOnTest } from './node-life.fixture.ts'

const idsOf = (connections: readonly StoredConnection[]): string[] =>
  connections.map(({ connectionId }) => connectionId).sort()

describe('what a node stores', () => {
  test('is written once for many that come together', async () => {
    const { clock, start } = fleetOnTest()
    const node = start()
    const connections = node.connect(40)
    await clock.pass(10)
    for (const { connectionId } of connections) node.life.closed(connectionId)
    await clock.pass(10)
    expect(node.writes).toEqual(['add 40', 'remove 40'])
  })

  test('does not include who has come and gone at once', async () => {
    const { clock, start } = fleetOnTest()
    const node = start()
    for (const { connectionId } of node.connect(5)) node.life.closed(connectionId)
    node.life.closed('unknown')
    await clock.pass(10)
    expect(node.writes).toEqual([])
  })

  test('waits while the store is away, and all of it is written when it is back', async () => {
    const { clock, start } = fleetOnTest()
    const [node, heir] = [start(), start()]
    const [first, second] = [node.connect(1), node.connect(1)]
    await clock.pass(1_000)
    node.state.isAway = true
    for (const { connectionId } of first) node.life.closed(connectionId)
    const third = node.connect(1)
    await clock.pass(2_000)
    const writesWhileAway = node.writes.length
    for (const { connectionId } of third) node.life.closed(connectionId)
    const fourth = node.connect(1_200)
    await clock.pass(2_000)
    expect(node.writes).toHaveLength(writesWhileAway)
    node.state.isAway = false
    await clock.pass(2_000)
    // What had been stored before may be gone, so everything is written.
    expect(node.writes.slice(writesWhileAway)).toEqual(['remove 1', 'add 500', 'add 500', 'add 201'])
    node.kill()
    await clock.pass(9_000)
    expect(heir.ended.sort()).toEqual(idsOf([...second, ...fourth]))
  })
})

test('a connection that may have been stored when the store went away is removed when it is back', async () => {
  const { clock, start } = fleetOnTest()
  const node = start()
  await clock.pass(100)
  node.state.isAway = true
  const connections = node.connect(1)
  await clock.pass(100)
  for (const { connectionId } of connections) node.life.closed(connectionId)
  node.state.isAway = false
  await clock.pass(2_000)
  expect(node.writes).toEqual(['add 1', 'remove 1'])
})
