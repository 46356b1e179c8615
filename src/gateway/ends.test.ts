import { describe, expect, test } from 'vitest'
import { Unavailable } from '../core/index.ts'
import { noVerbs } from '../core/no-verbs.fixture.ts'
import { Ends, unclean } from './ends.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** Ends of connections that have nothing but an id, with what is told of them. */
function ends({ isAway = () => false }: { readonly isAway?: () => boolean } = {}) {
  const told: string[] = []
  const beats: (() => void)[] = []
  const opened = new Ends({
    api: { name: 'lobby', onDisconnect: () => {} },
    log,
    nextBeat: () => new Promise((resolve) => beats.push(resolve)),
    router: {
      restored: () => false,
      disconnected: async ({ connectionId }) => {
        if (isAway()) throw new Unavailable('away')
        told.push(connectionId)
      },
    },
  })
  const contextOf = (connectionId: string) => noVerbs(connectionId)
  const beat = async () => {
    for (const resolve of beats.splice(0)) resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { ends: opened, told, contextOf, beat }
}

describe('the end of a connection', () => {
  test('is told once', async () => {
    const { ends: open, told, contextOf } = ends()
    await open.tell(contextOf('a'), unclean)
    expect(told).toEqual(['a'])
    expect(open.isBusy()).toBe(false)
  })

  test('that nobody is to hear of is not told', async () => {
    const { ends: open, told, contextOf } = ends()
    open.silence('a')
    await open.tell(contextOf('a'), unclean)
    await open.tell(contextOf('a'), unclean)
    expect(told).toEqual(['a'])
  })

  test('is told when the fleet is back, if it was away', async () => {
    let isAway = true
    const { ends: open, told, contextOf, beat } = ends({ isAway: () => isAway })
    const telling = open.tell(contextOf('a'), unclean)
    await beat()
    await beat()
    expect([told, open.isBusy()]).toEqual([[], true])
    isAway = false
    await beat()
    await telling
    expect([told, open.isBusy()]).toEqual([['a'], false])
  })

  test('is not told again if others have done so meanwhile', async () => {
    let isAway = true
    const { ends: open, told, contextOf, beat } = ends({ isAway: () => isAway })
    const telling = open.tell(contextOf('a'), unclean)
    await beat()
    isAway = false
    open.givenUp([])
    await beat()
    await telling
    expect(told).toEqual([])
  })
})
