import { describe, expect, onTestFinished, test } from 'vitest'
import type { Nodes, StoredConnection } from './nodes.ts'

/** The nodes of one fleet. */
export interface NodesUnderTest {
  /** One more node. */
  open(): Promise<Nodes>
  close(): Promise<void>
}

/** A connection of the node, with all that can be known of its user. */
function connectionOf(node: Nodes, number: number, path = '/chat'): StoredConnection {
  return {
    connectionId: `${node.id}${String(number).padStart(11, '0')}=`,
    path,
    user: {
      id: `ada "${number}" ünï`,
      name: 'Ada',
      context: { level: '3', empty: '' },
      nativeContext: { level: 3, isReal: true },
      identity: { accountId: '1', caller: null },
      usageIdentifierKey: 'key',
    },
    connectedAt: 1_700_000_000_000 + number,
  }
}

const idsOf = (connections: readonly StoredConnection[]): string[] =>
  connections.map(({ connectionId }) => connectionId).sort()

/** What one node hears that another said last. */
async function heardOf(node: Nodes, other: Nodes): Promise<string | undefined> {
  return (await node.beat()).others.get(other.id)
}

async function claim(heir: Nodes, dead: Nodes): Promise<boolean> {
  return heir.claim(dead.id, (await heardOf(heir, dead)) ?? '')
}

type OpenNodes = (count: number) => Promise<readonly [Nodes, Nodes, Nodes, ...Nodes[]]>

/** What every engine of `Nodes` holds to, as long as it is there. */
export function nodesContract(engine: string, open: () => Promise<NodesUnderTest>): void {
  const openNodes: OpenNodes = async (count) => {
    const fleet = await open()
    onTestFinished(() => fleet.close())
    const more: Nodes[] = []
    const [a, b, c] = [await fleet.open(), await fleet.open(), await fleet.open()]
    for (let at = 3; at < count; at += 1) more.push(await fleet.open())
    for (const node of [a, b, c, ...more]) await node.beat()
    return [a, b, c, ...more]
  }
  beating(engine, openNodes)
  claiming(engine, openNodes)
  leaving(engine, openNodes)
  returning(engine, openNodes)
}

function beating(engine: string, openNodes: OpenNodes): void {
  describe(`${engine} nodes: beats`, () => {
    test('ids are 4 characters of the base64url alphabet, and no two are the same', async () => {
      const ids = (await openNodes(30)).map(({ id }) => id)
      for (const id of ids) expect(id).toMatch(/^[\w-]{4}$/)
      expect(new Set(ids).size).toBe(30)
    })

    test('a node holds its lease while it beats, and learns of all the others', async () => {
      const [a, b, c] = await openNodes(3)
      const { lease, others } = await a.beat()
      expect(lease).toBe('held')
      expect([...others.keys()].sort()).toEqual([b.id, c.id].sort())
    })

    test('what a node says changes with every beat, and only then', async () => {
      const [a, b] = await openNodes(3)
      const said = [await heardOf(a, b), await heardOf(a, b)]
      expect(said[0]).toBe(said[1])
      for (let count = 0; count < 5; count += 1) {
        await b.beat()
        said.push(await heardOf(a, b))
      }
      expect(new Set(said).size).toBe(6)
    })

    test('a node that has buried itself is heard of no more', async () => {
      const [a, b] = await openNodes(3)
      await b.add([connectionOf(b, 1)])
      const seen = (await heardOf(a, b)) ?? ''
      await b.bury(b.id)
      expect(await heardOf(a, b)).toBeUndefined()
      expect(await a.claim(b.id, seen)).toBe(false)
    })
  })
}

function claiming(engine: string, openNodes: OpenNodes): void {
  describe(`${engine} nodes: claims`, () => {
    test('of any number that claim a node, one gets it', async () => {
      const [dead, ...heirs] = await openNodes(9)
      const seen = (await heardOf(heirs[0], dead)) ?? ''
      const claims = await Promise.all(heirs.map((heir) => heir.claim(dead.id, seen)))
      expect(claims.filter((isClaimed) => isClaimed)).toHaveLength(1)
      expect(await heirs[0].claim(dead.id, seen)).toBe(false)
    })

    test('a node that has beaten meanwhile cannot be claimed', async () => {
      const [a, b] = await openNodes(3)
      const seen = (await heardOf(a, b)) ?? ''
      await b.beat()
      expect(await a.claim(b.id, seen)).toBe(false)
      expect((await b.beat()).lease).toBe('held')
    })

    test('nobody can claim a node that never was', async () => {
      const [a] = await openNodes(3)
      expect(await a.claim('none', '1')).toBe(false)
      expect(await a.left('none')).toEqual([])
    })

    test('what somebody claimed who dies with it can be claimed again, once', async () => {
      const [dead, first, second, third] = await openNodes(4)
      await dead.add([connectionOf(dead, 1), connectionOf(dead, 2)])
      const seen = (await heardOf(second, dead)) ?? ''
      expect(await first.claim(dead.id, seen)).toBe(true)
      await first.remove([connectionOf(dead, 1).connectionId])
      const seenNow = (await heardOf(second, dead)) ?? ''
      expect(seenNow).not.toBe(seen)
      const claims = [await second.claim(dead.id, seenNow), await third?.claim(dead.id, seenNow)]
      expect(claims).toEqual([true, false])
      expect(idsOf(await second.left(dead.id))).toEqual(idsOf([connectionOf(dead, 2)]))
    })

    test('who asks what is left keeps its claim: the others hear another beat', async () => {
      const [dead, heir, other] = await openNodes(3)
      await dead.add([connectionOf(dead, 1)])
      await claim(heir, dead)
      const seen = (await heardOf(other, dead)) ?? ''
      expect(await heir.left(dead.id)).toHaveLength(1)
      expect(await other.claim(dead.id, seen)).toBe(false)
      expect(await heir.left(dead.id)).toHaveLength(1)
    })

    test('for who has lost its claim to another, nothing is left, and it buries nothing', async () => {
      const [dead, first, second] = await openNodes(3)
      await dead.add([connectionOf(dead, 1)])
      await claim(first, dead)
      await claim(second, dead)
      expect(await first.left(dead.id)).toEqual([])
      await first.bury(dead.id)
      expect(await second.left(dead.id)).toHaveLength(1)
    })
  })
}

function leaving(engine: string, openNodes: OpenNodes): void {
  describe(`${engine} nodes: what is left`, () => {
    test('a dead node leaves its connections as they were stored, and no others', async () => {
      const [dead, heir] = await openNodes(3)
      const plain = { connectionId: `${dead.id}plain=`, path: '/', user: { id: 'bob' }, connectedAt: 0 }
      await dead.add([connectionOf(dead, 1), plain])
      await heir.add([connectionOf(heir, 1)])
      await claim(heir, dead)
      const left = await heir.left(dead.id)
      expect(left).toHaveLength(2)
      expect(left).toEqual(expect.arrayContaining([connectionOf(dead, 1), plain]))
    })

    test('the same connection again takes the place of what was stored', async () => {
      const [dead, heir] = await openNodes(3)
      await dead.add([connectionOf(dead, 1)])
      await dead.add([connectionOf(dead, 1, '/relay')])
      await claim(heir, dead)
      expect(await heir.left(dead.id)).toEqual([connectionOf(dead, 1, '/relay')])
    })

    test('what was removed is not left, and unknown ones are ignored', async () => {
      const [dead, heir] = await openNodes(3)
      await dead.add([1, 2, 3].map((number) => connectionOf(dead, number)))
      await dead.remove([connectionOf(dead, 1).connectionId, connectionOf(dead, 9).connectionId])
      await claim(heir, dead)
      await heir.remove([connectionOf(dead, 2).connectionId, 'nonsense', ''])
      expect(await heir.left(dead.id)).toEqual([connectionOf(dead, 3)])
    })

    test('adding and removing nothing is no error', async () => {
      const [a] = await openNodes(3)
      await expect(Promise.all([a.add([]), a.remove([])])).resolves.toHaveLength(2)
    })

    test('100 are answered at most, and the rest when those are removed', async () => {
      const [dead, heir] = await openNodes(3)
      const all = Array.from({ length: 250 }, (_, number) => connectionOf(dead, number))
      await dead.add(all)
      await claim(heir, dead)
      const found: StoredConnection[] = []
      for (let left = await heir.left(dead.id); left.length > 0; left = await heir.left(dead.id)) {
        expect(left.length).toBeLessThanOrEqual(100)
        found.push(...left)
        await heir.remove(idsOf(left))
      }
      expect(idsOf(found)).toEqual(idsOf(all))
    })

    test('a node that was buried is heard of no more', async () => {
      const [dead, heir, other] = await openNodes(3)
      await claim(heir, dead)
      await heir.bury(dead.id)
      expect(await heardOf(heir, dead)).toBeUndefined()
      expect(await heardOf(other, dead)).toBeUndefined()
    })
  })
}

function returning(engine: string, openNodes: OpenNodes): void {
  describe(`${engine} nodes: coming back`, () => {
    test.each([
      ['claimed', false],
      ['buried', true],
    ])(
      'a node that was %s has lost its lease, learns it once, and is one of the fleet',
      async (_, isBuried) => {
        const [lost, heir] = await openNodes(3)
        await claim(heir, lost)
        if (isBuried) await heir.bury(lost.id)
        expect([(await lost.beat()).lease, (await lost.beat()).lease]).toEqual(['lost', 'held'])
        expect(await heardOf(heir, lost)).toBeDefined()
      },
    )

    test('a node that has lost its lease has no connections stored until it adds them again', async () => {
      const [lost, heir] = await openNodes(3)
      await lost.add([connectionOf(lost, 1), connectionOf(lost, 2)])
      await claim(heir, lost)
      await heir.remove(idsOf(await heir.left(lost.id)))
      await heir.bury(lost.id)
      await lost.beat()
      await lost.add([connectionOf(lost, 2)])
      await claim(heir, lost)
      expect(await heir.left(lost.id)).toEqual([connectionOf(lost, 2)])
    })

    test('who takes care of what a node left does not touch what it stores when it is back', async () => {
      const [lost, heir] = await openNodes(3)
      await lost.add([connectionOf(lost, 1), connectionOf(lost, 2)])
      await claim(heir, lost)
      expect((await lost.beat()).lease).toBe('lost')
      await lost.add([connectionOf(lost, 2), connectionOf(lost, 3)])
      expect(idsOf(await heir.left(lost.id))).toEqual(idsOf([connectionOf(lost, 1), connectionOf(lost, 2)]))
      await heir.remove(idsOf(await heir.left(lost.id)))
      expect(await heir.left(lost.id)).toEqual([])
      await heir.bury(lost.id)
      expect((await lost.beat()).lease).toBe('held')
      await claim(heir, lost)
      expect(idsOf(await heir.left(lost.id))).toEqual(idsOf([connectionOf(lost, 2), connectionOf(lost, 3)]))
    })
  })
}
