import { describe, expect, test } from 'vitest'
import { bytesOf, type OpenFleet } from './backplane-under-test.fixture.ts'

const names = [
  ['braces', '{a}b'],
  ['other braces', '{a}c'],
  ['a closing brace', '}'],
  ['nothing', ''],
  ['a lone surrogate', '\ud800'],
  ['another lone surrogate', '\ud801'],
  ['a replacement character', '\ufffd'],
  ['a colon', 'a:b'],
  ['a star', '*'],
  ['a pattern', 'h[a-z]?*'],
  ['a percent sign', '%7B'],
  ['a zero and a line feed', 'a\0b\r\n'],
  ['letters of many kinds', 'ünï👩‍🚀cødé'],
  ['what every object has', '__proto__'],
  ['a long name', 'n'.repeat(1_000)],
] as const

/** What every engine of `Backplane` holds to about names, bytes and members. */
export function backplaneExactnessContract(engine: string, openFleet: OpenFleet): void {
  exactness(engine, openFleet)
  membership(engine, openFleet)
}

function exactness(engine: string, openFleet: OpenFleet): void {
  describe(`${engine} backplane: exactness`, () => {
    test('a topic is no other one, whatever its name', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      for (const [, topic] of names) await a.backplane.subscribe(topic)
      for (const [label, topic] of names) await b.backplane.publish(topic, bytesOf(label))
      for (const [, topic] of names) await a.backplane.settled(topic)
      await fleet.idle()
      const heard = new Map(a.delivered.map(({ topic, frames }) => [topic, new TextDecoder().decode(frames)]))
      expect(a.delivered).toHaveLength(names.length)
      expect(heard).toEqual(new Map(names.map(([label, topic]) => [topic, label])))
    })

    test('frames are the same bytes on every node', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      for (const { backplane } of [a, b]) await backplane.subscribe('room')
      const allBytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31 + (at >> 8)) & 255)
      await a.backplane.publish('room', allBytes)
      await fleet.idle()
      for (const { delivered } of [a, b]) {
        expect(Buffer.compare(Buffer.concat(delivered.map(({ frames }) => frames)), allBytes)).toBe(0)
      }
    })

    test('whom a publish excepts goes with its frames, also with many of one turn', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      for (const { backplane } of [a, b]) await backplane.subscribe('room')
      const said = [
        ['1;', 'ada'],
        ['2;', 'ada'],
        ['3;', undefined],
        ['4;', 'bob'],
        ['5;', 'ada'],
        ['6;', undefined],
      ] as const
      await Promise.all(said.map(([text, except]) => a.backplane.publish('room', bytesOf(text), except)))
      await fleet.idle()
      for (const { text } of [a, b]) {
        expect(text('room', 'ada')).toBe('3;4;6;')
        expect(text('room', 'bob')).toBe('1;2;3;5;6;')
        expect(text('room', 'eve')).toBe('1;2;3;4;5;6;')
      }
    })
  })
}

function membership(engine: string, openFleet: OpenFleet): void {
  describe(`${engine} backplane: members`, () => {
    test('the members of a topic are those on all nodes', async () => {
      const { node } = await openFleet()
      const [a, b, c] = [await node(), await node(), await node()]
      for (const { backplane } of [a, b]) await backplane.subscribe('room')
      a.members.set('room', ['ada', 'bob'])
      b.members.set('room', ['eve'])
      for (const { backplane } of [a, b, c]) {
        expect([...(await backplane.members('room'))].sort()).toEqual(['ada', 'bob', 'eve'])
        expect(await backplane.members('other')).toEqual([])
      }
    })

    test.each(names)('members are found with %s as a name', async (_label, topic) => {
      const { node } = await openFleet()
      const [a, b] = [await node(), await node()]
      await a.backplane.subscribe(topic)
      a.members.set(topic, ['ada'])
      expect(await b.backplane.members(topic)).toEqual(['ada'])
    })

    test('a closed node has no members', async () => {
      const { node } = await openFleet()
      const [a, b] = [await node(), await node()]
      await a.backplane.subscribe('room')
      a.members.set('room', ['ada'])
      await a.backplane.close()
      expect(await b.backplane.members('room')).toEqual([])
    })
  })
}
