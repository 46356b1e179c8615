import { describe, expect, test } from 'vitest'
import { movedClock } from '../core/ports/moved-clock.fixture.ts'
import type { NodeAnswer } from '../core/ports/peers.ts'
import { memoryPeers } from '../stores/memory/peers.ts'
import { otherNodes } from './others.ts'

/** One node that asks, and others with these answers. One without an answer has nobody who gives it. */
function fleetOf(answers: Readonly<Record<string, NodeAnswer | undefined>>) {
  const [peers, clock] = [memoryPeers(), movedClock()]
  const open = (node: string, nodes: readonly string[]) =>
    otherNodes({ self: node, nodes: () => nodes, peers: peers.open(node), clock, log: { debug: () => {} } })
  for (const [node, answer] of Object.entries(answers)) {
    const other = open(node, [])
    if (answer !== undefined) other.answerWith(answer)
  }
  return { others: open('self', Object.keys(answers)), clock }
}

const never: NodeAnswer = () => new Promise(() => {})

describe('a question to all', () => {
  test('is answered by each node for itself', async () => {
    const { others, clock } = fleetOf({ a: (asked) => `a ${asked}`, b: async (asked) => `b ${asked}` })
    const answers = await others.askAll('x')
    expect([...answers.said]).toEqual([
      ['a', 'a x'],
      ['b', 'b x'],
    ])
    expect(answers.silent).toEqual([])
    expect(clock.waiting()).toBe(0)
  })

  test('waits a second for who is silent, and says who that is', async () => {
    const fails: NodeAnswer = () => {
      throw new Error('it cannot be said')
    }
    const { others, clock } = fleetOf({ a: () => 'yes', b: never, c: undefined, d: fails })
    const asked = others.askAll('x')
    await clock.pass(999)
    expect(clock.waiting()).toBe(1)
    await clock.pass(1)
    const { said, silent } = await asked
    expect([...said]).toEqual([['a', 'yes']])
    expect(silent).toEqual(['b', 'c', 'd'])
  })

  test('of a node that is alone costs nothing', async () => {
    const { others, clock } = fleetOf({})
    expect(await others.askAll('x')).toEqual({ said: new Map(), silent: [] })
    expect(clock.waiting()).toBe(0)
  })
})

describe('a question to one', () => {
  test('is answered, or not within a second', async () => {
    const { others, clock } = fleetOf({ a: (asked) => asked, b: never })
    expect(await others.ask('a', 'x')).toBe('x')
    const asked = others.ask('b', 'x')
    await clock.pass(1_000)
    expect(await asked).toBeUndefined()
    expect(await others.ask('nobody', 'x')).toBeUndefined()
  })

  test('has no answer that is longer than a mebibyte', async () => {
    const { others } = fleetOf({ a: (asked) => 'x'.repeat(Number(asked)) })
    expect(await others.ask('a', `${1024 * 1024}`)).toHaveLength(1024 * 1024)
    expect(await others.ask('a', `${1024 * 1024 + 1}`)).toBeUndefined()
  })
})
