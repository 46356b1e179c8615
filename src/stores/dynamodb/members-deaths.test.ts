import { describe, expect, test } from 'vitest'
import { connectionOf, idsIn, idsOf, openAll } from '../../core/ports/connections-under-test.fixture.ts'
import { dynamoUnderTest } from './connections.fixture.ts'
import { deaths, dying, untilDeath } from './dying.fixture.ts'

const topic = 'channel:a'

describe('a process that dies in the middle', () => {
  test.each(deaths(6))(
    'of a join: who joins again is in it, and nothing is left in the end (%s %i)',
    async (when, n) => {
      const { connections, members, again } = await dynamoUnderTest()
      await connections.open(connectionOf('ada'), [])
      await untilDeath(again({ watch: dying(when, n) }).members.join(topic, 'ada'))
      expect(['joined', 'already']).toContain(await members.join(topic, 'ada'))
      expect(await idsIn(members, topic)).toEqual(['ada'])
      expect(await members.has(topic, 'ada')).toBe(true)
      await connections.forget('ada')
      expect(await idsIn(members, topic)).toEqual([])
    },
  )

  test.each(deaths(6))('of a join: who leaves is out of it (%s %i)', async (when, n) => {
    const { connections, members, again } = await dynamoUnderTest()
    await connections.open(connectionOf('ada'), [])
    await untilDeath(again({ watch: dying(when, n) }).members.join(topic, 'ada'))
    await members.leave(topic, 'ada')
    expect(await idsIn(members, topic)).toEqual([])
    expect(await members.has(topic, 'ada')).toBe(false)
  })

  test.each(deaths(4))('of a leave: who leaves again is out of it (%s %i)', async (when, n) => {
    const { connections, members, again } = await dynamoUnderTest()
    await connections.open(connectionOf('ada'), [topic])
    await untilDeath(again({ watch: dying(when, n) }).members.leave(topic, 'ada'))
    await members.leave(topic, 'ada')
    expect(await idsIn(members, topic)).toEqual([])
    expect(await members.has(topic, 'ada')).toBe(false)
  })

  test.each(deaths(3))(
    'of a leave: once the connection is gone, a leave takes out the rest (%s %i)',
    async (when, n) => {
      const { connections, members, again } = await dynamoUnderTest()
      await connections.open(connectionOf('ada'), [topic])
      await untilDeath(again({ watch: dying(when, n) }).members.leave(topic, 'ada'))
      await connections.forget('ada')
      expect(await members.leave(topic, 'ada')).toBe(false)
      expect(await idsIn(members, topic)).toEqual([])
    },
  )

  test.each(deaths(6))('of an opening: nothing is left once it was forgotten (%s %i)', async (when, n) => {
    const { connections, members, again } = await dynamoUnderTest()
    const dead = again({ watch: dying(when, n) })
    await untilDeath(dead.connections.open(connectionOf('ada'), ['*', topic]))
    await connections.forget('ada')
    expect(await idsIn(members, '*')).toEqual([])
    expect(await idsIn(members, topic)).toEqual([])
  })

  test.each(deaths(6))('of forgetting: whoever forgets it again does the rest (%s %i)', async (when, n) => {
    const { connections, members, again } = await dynamoUnderTest()
    await connections.open(connectionOf('ada'), ['*', topic])
    await untilDeath(again({ watch: dying(when, n) }).connections.forget('ada'))
    await connections.forget('ada')
    expect(await connections.get('ada')).toBeUndefined()
    expect(await idsIn(members, '*')).toEqual([])
    expect(await idsIn(members, topic)).toEqual([])
  })

  test.each(deaths(2))(
    'of a leave: who joins again when the topic has been cut is met once (%s %i)',
    async (when, n) => {
      const { connections, members, again, pass } = await dynamoUnderTest(5)
      await connections.open(connectionOf('ada'), [topic])
      await untilDeath(again({ watch: dying(when, n) }).members.leave(topic, 'ada'))
      const others = idsOf(20)
      await openAll(connections, others, [topic])
      await members.look(topic, 1)
      await pass(60_000)
      await members.join(topic, 'ada')
      const { members: met } = await members.look(topic, 100)
      expect(met.map(({ connectionId }) => connectionId).toSorted()).toEqual([...others, 'ada'].toSorted())
    },
  )
})
