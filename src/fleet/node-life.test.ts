import { describe, expect, test } from 'vitest'
import type { StoredConnection } from '../core/ports/nodes.ts'
import { Unavailable } from '../core/ports/unavailable.ts'
import { fleetOnTest, type NodeOnTest } from './node-life.fixture.ts'

const idsOf = (connections: readonly StoredConnection[]): string[] =>
  connections.map(({ connectionId }) => connectionId).sort()

const endedBy = (...nodes: readonly NodeOnTest[]): string[] => nodes.flatMap(({ ended }) => ended).sort()

describe('a node that dies', () => {
  test('is found dead after 6 s and not before, and one of several survivors ends its connections', async () => {
    const { clock, nodes, start } = fleetOnTest()
    const [doomed, a, b, c] = [start(), start(), start(), start()]
    const connections = doomed.connect(150)
    await clock.pass(3_500)
    doomed.kill()
    await clock.pass(5_000)
    expect(endedBy(a, b, c)).toEqual([])
    await clock.pass(3_000)
    expect(endedBy(a, b, c)).toEqual(idsOf(connections))
    expect([a, b, c].flatMap(({ dead }) => dead)).toEqual([doomed.id])
    expect([...nodes.known()].sort()).toEqual([a.id, b.id, c.id].sort())
    await clock.pass(60_000)
    expect(endedBy(a, b, c)).toEqual(idsOf(connections))
  })

  test('leaves those of its connections alone that had ended before', async () => {
    const { clock, start } = fleetOnTest()
    const [doomed, heir] = [start(), start()]
    const [first, ...others] = doomed.connect(3)
    await clock.pass(1_000)
    doomed.life.closed(first?.connectionId ?? '')
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(9_000)
    expect(heir.ended.sort()).toEqual(idsOf(others))
  })

  test('is buried also if its connections are of an API that the survivors do not have', async () => {
    const { clock, nodes, start } = fleetOnTest()
    const [doomed, heir] = [start(), start()]
    doomed.connect(2, '/other')
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(9_000)
    expect([heir.ended, heir.dead, nodes.known()]).toEqual([[], [doomed.id], [heir.id]])
  })

  test('is found by a fleet that starts after all have died', async () => {
    const { clock, start } = fleetOnTest()
    const doomed = start()
    const connections = doomed.connect(3)
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(60_000)
    const heir = start()
    await clock.pass(7_000)
    expect(heir.ended.sort()).toEqual(idsOf(connections))
  })

  test('is left to the next one by a survivor that dies over it', async () => {
    const { clock, nodes, start } = fleetOnTest()
    const [doomed, first] = [start(), start()]
    first.state.end = async ({ connectionId }) => {
      if (connectionId.endsWith('3=')) await new Promise(() => {})
    }
    const connections = doomed.connect(5)
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(9_000)
    expect(first.ended).toHaveLength(4)
    const second = start()
    first.kill()
    await clock.pass(9_000)
    expect(second.dead.sort()).toEqual([doomed.id, first.id].sort())
    expect(endedBy(first, second)).toEqual(idsOf(connections))
    expect(nodes.known()).toEqual([second.id])
  })

  test('is kept by a survivor that takes longer than 6 s over it', async () => {
    const { clock, start } = fleetOnTest()
    const [doomed, a, b] = [start(), start(), start()]
    const slowly = (): Promise<void> => new Promise((resolve) => clock.after(5_000, resolve))
    for (const node of [a, b]) node.state.end = slowly
    const connections = doomed.connect(130)
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(60_000)
    expect(endedBy(a, b)).toEqual(idsOf(connections))
    expect([...a.dead, ...b.dead]).toEqual([doomed.id])
  })
})

describe('ending a connection of a dead node', () => {
  test('is tried again until it is done', async () => {
    const { clock, start } = fleetOnTest()
    const [doomed, heir] = [start(), start()]
    let attempts = 0
    heir.state.end = async () => {
      attempts += 1
      if (attempts < 4) throw new Error('it cannot be done')
    }
    const connections = doomed.connect(1)
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(12_000)
    expect([attempts, heir.ended]).toEqual([4, idsOf(connections)])
  })

  test('is given up after the fourth attempt, and the others are ended all the same', async () => {
    const { clock, nodes, start } = fleetOnTest()
    const [doomed, heir] = [start(), start()]
    const [bad, ...good] = doomed.connect(40)
    let attempts = 0
    heir.state.end = async ({ connectionId }) => {
      if (connectionId !== bad?.connectionId) return
      attempts += 1
      throw new Error('it cannot be done')
    }
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(30_000)
    expect(attempts).toBe(4)
    expect(heir.ended.sort()).toEqual(idsOf(good))
    expect(heir.warnings).toContain('could not end a connection of a dead node')
    expect(nodes.known()).toEqual([heir.id])
  })

  test('is done when the store is back that went away in the middle', async () => {
    const { clock, nodes, start } = fleetOnTest()
    const [doomed, heir] = [start(), start()]
    const connections = doomed.connect(40)
    heir.state.end = () => new Promise((resolve) => clock.after(1_500, resolve))
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(6_500)
    heir.state.isAway = true
    await clock.pass(20_000)
    expect(nodes.known()).toContain(doomed.id)
    heir.state.isAway = false
    await clock.pass(20_000)
    expect([...new Set(heir.ended)].sort()).toEqual(idsOf(connections))
    expect(nodes.known()).toEqual([heir.id])
  })
})

test('what a dead node left is kept for as long as something that its end needs is away', async () => {
  const { clock, nodes, start } = fleetOnTest()
  const [doomed, heir] = [start(), start()]
  heir.state.end = () => Promise.reject(new Unavailable('it is away'))
  const connections = doomed.connect(50)
  await clock.pass(1_000)
  doomed.kill()
  await clock.pass(30_000)
  expect(nodes.known()).toContain(doomed.id)
  heir.state.end = async () => {}
  await clock.pass(12_000)
  expect(heir.ended.sort()).toEqual(idsOf(connections))
  expect(nodes.known()).toEqual([heir.id])
})

describe('nobody is taken for dead', () => {
  test('because the store was away from all for 20 s', async () => {
    const { clock, start } = fleetOnTest()
    const all = [start(), start(), start()]
    for (const node of all) node.connect(2)
    await clock.pass(3_000)
    for (const node of all) node.state.isAway = true
    await clock.pass(20_000)
    // They come back one after the other.
    for (const node of all) {
      node.state.isAway = false
      await clock.pass(1_500)
    }
    await clock.pass(20_000)
    expect(all.flatMap(({ dead, ended }) => [...dead, ...ended])).toEqual([])
    expect(all.map(({ state }) => state.givenUp)).toEqual([0, 0, 0])
  })

  test('by a node that was frozen itself', async () => {
    const { clock, start } = fleetOnTest()
    const [a, b] = [start(), start()]
    await clock.pass(3_000)
    // Both stand still; one of them wakes up first.
    a.clock.isFrozen = true
    b.clock.isFrozen = true
    await clock.pass(20_000)
    a.clock.isFrozen = false
    await clock.pass(5_000)
    b.clock.isFrozen = false
    await clock.pass(20_000)
    expect([a.dead, b.dead]).toEqual([[], []])
  })
})

describe('a node that was taken for dead and is not', () => {
  test('tells its APIs once, and stores its connections again', async () => {
    const { clock, start } = fleetOnTest()
    const [sleeper, heir] = [start(), start()]
    const connections = sleeper.connect(2)
    await clock.pass(1_000)
    sleeper.clock.isFrozen = true
    await clock.pass(20_000)
    expect(heir.ended.sort()).toEqual(idsOf(connections))
    sleeper.clock.isFrozen = false
    const more = sleeper.connect(1)
    await clock.pass(10_000)
    expect([sleeper.state.givenUp, heir.state.givenUp]).toEqual([1, 0])
    heir.ended.length = 0
    sleeper.kill()
    await clock.pass(9_000)
    expect(heir.ended.sort()).toEqual(idsOf([...connections, ...more]))
  })
})

describe('a node that leaves', () => {
  test('is heard of no more, and nobody ends anything for it', async () => {
    const { clock, nodes, start } = fleetOnTest()
    const [leaving, other] = [start(), start()]
    const connections = leaving.connect(3)
    await clock.pass(1_000)
    for (const { connectionId } of connections) leaving.life.closed(connectionId)
    const stopped = leaving.life.stop()
    await clock.pass(100)
    await stopped
    expect(nodes.known()).toEqual([other.id])
    await clock.pass(20_000)
    expect([other.dead, other.ended]).toEqual([[], []])
  })

  test('leaves to the others what has not ended', async () => {
    const { clock, start } = fleetOnTest()
    const [leaving, other] = [start(), start()]
    const connections = leaving.connect(3)
    await clock.pass(1_000)
    const stopped = leaving.life.stop()
    await clock.pass(9_000)
    await stopped
    expect(other.ended.sort()).toEqual(idsOf(connections))
  })

  test('waits 3 s at most for a store that does not answer', async () => {
    const { clock, start } = fleetOnTest()
    const [doomed, leaving] = [start(), start()]
    leaving.state.end = () => new Promise(() => {})
    doomed.connect(1)
    await clock.pass(1_000)
    doomed.kill()
    await clock.pass(9_000)
    let isStopped = false
    const stopped = leaving.life.stop().then(() => {
      isStopped = true
    })
    await clock.pass(2_900)
    expect(isStopped).toBe(false)
    await clock.pass(200)
    expect(isStopped).toBe(true)
    await stopped
  })

  test('leaves at once if the store is away', async () => {
    const { clock, start } = fleetOnTest()
    const node = start()
    await clock.pass(1_000)
    node.state.isAway = true
    const stopped = node.life.stop()
    await clock.pass(0)
    await expect(stopped).resolves.toBeUndefined()
  })
})
