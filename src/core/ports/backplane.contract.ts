import { describe, expect, test } from 'vitest'
import { backplaneExactnessContract } from './backplane-exactness.contract.ts'
import { type BackplanesUnderTest, bytesOf, type OpenFleet, opener } from './backplane-under-test.fixture.ts'

/** What every engine of `Backplane` holds to, as long as it is there. */
export function backplaneContract(engine: string, open: () => Promise<BackplanesUnderTest>): void {
  const openFleet = opener(open)
  hearing(engine, openFleet)
  order(engine, openFleet)
  backplaneExactnessContract(engine, openFleet)
}

function hearing(engine: string, openFleet: OpenFleet): void {
  describe(`${engine} backplane: hearing`, () => {
    test('what is published reaches every node that hears the topic, the publishing one too, once', async () => {
      const { fleet, node } = await openFleet()
      const [a, b, c] = [await node(), await node(), await node()]
      for (const { backplane } of [a, b]) await backplane.subscribe('room')
      await a.backplane.publish('room', bytesOf('one;'))
      await c.backplane.publish('room', bytesOf('two;'))
      await fleet.idle()
      expect([a, b, c].map(({ text }) => text('room'))).toEqual(['one;two;', 'one;two;', ''])
    })

    test('a publish that nobody hears is accepted', async () => {
      const { node } = await openFleet()
      const { backplane } = await node()
      await expect(backplane.publish('room', bytesOf('one;'))).resolves.toBeUndefined()
    })

    test('who subscribes later does not get what was accepted before', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      await a.backplane.subscribe('room')
      await b.backplane.publish('room', bytesOf('before;'))
      await b.backplane.subscribe('room')
      await a.backplane.publish('room', bytesOf('after;'))
      await fleet.idle()
      expect([a.text('room'), b.text('room')]).toEqual(['before;after;', 'after;'])
    })

    test('nothing is heard after unsubscribing, and what is published then on subscribing again is', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      await a.backplane.subscribe('room')
      a.backplane.unsubscribe('room')
      await b.backplane.publish('room', bytesOf('unheard;'))
      await a.backplane.subscribe('room')
      await b.backplane.publish('room', bytesOf('heard;'))
      await fleet.idle()
      expect(a.text('room')).toBe('heard;')
    })

    test('whoever unsubscribes and subscribes again at once hears the topic', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      for (let round = 0; round < 5; round += 1) {
        const subscribed = a.backplane.subscribe('room')
        a.backplane.unsubscribe('room')
        await Promise.all([subscribed, a.backplane.subscribe('room')])
        await b.backplane.publish('room', bytesOf(`${round};`))
        await a.backplane.settled('room')
      }
      await fleet.idle()
      expect(a.text('room')).toBe('0;1;2;3;4;')
    })

    test('whoever unsubscribes last while it subscribes does not hear the topic', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      const subscribed = a.backplane.subscribe('room')
      a.backplane.unsubscribe('room')
      await subscribed.catch(() => {})
      await b.backplane.publish('room', bytesOf('one;'))
      await fleet.idle()
      expect(a.delivered).toEqual([])
    })

    test('subscribing twice is hearing once, and unsubscribing twice is no error', async () => {
      const { fleet, node } = await openFleet()
      const { backplane, text } = await node()
      backplane.unsubscribe('room')
      await Promise.all([backplane.subscribe('room'), backplane.subscribe('room')])
      await backplane.publish('room', bytesOf('one;'))
      await fleet.idle()
      expect(text('room')).toBe('one;')
      backplane.unsubscribe('room')
      backplane.unsubscribe('room')
      await backplane.publish('room', bytesOf('two;'))
      await fleet.idle()
      expect(text('room')).toBe('one;')
    })

    test('topics are independent, and so are APIs', async () => {
      const { fleet, node } = await openFleet()
      const [chat, other] = [await node('/chat'), await node('/relay')]
      for (const topic of ['a', 'b']) await chat.backplane.subscribe(topic)
      await other.backplane.subscribe('a')
      chat.backplane.unsubscribe('b')
      await chat.backplane.publish('a', bytesOf('a;'))
      await chat.backplane.publish('b', bytesOf('b;'))
      await fleet.idle()
      expect([chat.text('a'), chat.text('b'), other.delivered]).toEqual(['a;', '', []])
    })

    test('a closed one hears nothing, and the others still do', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      for (const { backplane } of [a, b]) await backplane.subscribe('room')
      await a.backplane.close()
      await b.backplane.publish('room', bytesOf('one;'))
      await fleet.idle()
      expect([a.text('room'), b.text('room')]).toEqual(['', 'one;'])
    })
  })
}

function order(engine: string, openFleet: OpenFleet): void {
  describe(`${engine} backplane: order`, () => {
    test('the frames of one node arrive in the order of its calls, awaited or not', async () => {
      const { fleet, node } = await openFleet()
      const [a, b] = [await node(), await node()]
      for (const { backplane } of [a, b]) await backplane.subscribe('room')
      const numbers = Array.from({ length: 60 }, (_, at) => `${at};`)
      for (const number of numbers.slice(0, 5)) await a.backplane.publish('room', bytesOf(number))
      await Promise.all(numbers.slice(5).map((number) => a.backplane.publish('room', bytesOf(number))))
      await fleet.idle()
      expect([a.text('room'), b.text('room')]).toEqual([numbers.join(''), numbers.join('')])
    })

    test('all nodes get what several publish at once in the same order', async () => {
      const { fleet, node } = await openFleet()
      const all = [await node(), await node(), await node()]
      for (const { backplane } of all) await backplane.subscribe('room')
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(
          all.map(({ backplane }, at) => backplane.publish('room', bytesOf(`${round}.${at};`))),
        )
      }
      await fleet.idle()
      const [first, ...others] = all.map(({ text }) => text('room'))
      expect(first?.split(';')).toHaveLength(61)
      for (const other of others) expect(other).toBe(first)
    })

    test('a publish is known to be accepted before the turn ends in which this node delivers it', async () => {
      const happened: string[] = []
      const { fleet, node } = await openFleet()
      const { backplane } = await node('/chat', () => setImmediate(() => happened.push('delivered')))
      await backplane.subscribe('room')
      for (let round = 0; round < 5; round += 1) {
        await backplane.publish('room', bytesOf('one;'))
        happened.push('accepted')
        await fleet.idle()
        // What delivering put off is done when another turn has begun.
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(happened).toEqual(Array.from({ length: 5 }, () => ['accepted', 'delivered']).flat())
    })

    test('what was accepted before has been delivered when it is settled', async () => {
      const { node } = await openFleet()
      const [a, b] = [await node(), await node()]
      await a.backplane.subscribe('room')
      for (let round = 1; round <= 10; round += 1) {
        await b.backplane.publish('room', bytesOf('x'))
        await a.backplane.settled('room')
        expect(a.text('room')).toBe('x'.repeat(round))
      }
    })

    test('what this node was asked to publish before has been delivered too, accepted yet or not', async () => {
      const { node } = await openFleet()
      const { backplane, text } = await node()
      await backplane.subscribe('room')
      const published = backplane.publish('room', bytesOf('one;'))
      await backplane.settled('room')
      expect(text('room')).toBe('one;')
      await published
    })

    test('a topic that is not heard is settled', async () => {
      const { node } = await openFleet()
      const { backplane } = await node()
      await backplane.publish('room', bytesOf('one;'))
      await expect(backplane.settled('room')).resolves.toBeUndefined()
    })

    test('many wait for one topic to be settled, and all are told', async () => {
      const { node } = await openFleet()
      const { backplane } = await node()
      await backplane.subscribe('room')
      const settled = Promise.all(Array.from({ length: 200 }, () => backplane.settled('room')))
      await expect(settled).resolves.toHaveLength(200)
    })
  })
}
