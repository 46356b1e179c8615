import { describe, expect, test } from 'vitest'
import type { Later } from '../later.ts'
import type { OpenConnection } from './connections.ts'
import {
  type ConnectionsUnderTest,
  connectionOf,
  hostile,
  idsIn,
  madeAt,
} from './connections-under-test.fixture.ts'

const dayMs = 86_400_000

const ada: OpenConnection = {
  connectionId: 'R1kmxc2VNjMCFIA=',
  user: {
    id: 'ada',
    name: 'Ada \ud800',
    context: { role: 'admin', empty: '' },
    nativeContext: { role: 'admin', age: 36, isKind: true },
    identity: { accountId: '1', caller: null },
    usageIdentifierKey: 'key',
  },
  connectedAt: madeAt,
  sourceIp: '2001:db8::1',
}

/** What every engine of `Connections` holds to. `open` gives one without connections. */
export function connectionsContract(engine: string, open: () => Later<ConnectionsUnderTest>): void {
  describe(`${engine} connections: open`, () => {
    test('a connection that was opened is there as it was given', async () => {
      const { connections } = await open()
      await connections.open(ada, [])
      expect(await connections.get(ada.connectionId)).toEqual(ada)
    })

    test('one that was not opened is not there', async () => {
      const { connections } = await open()
      await connections.open(ada, [])
      expect(await connections.get('another')).toBeUndefined()
    })

    test('a connection is in the topics that it was opened in, and in no other', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*', 'user:ada', '*'])
      expect(await members.has('*', ada.connectionId)).toBe(true)
      expect(await members.has('user:ada', ada.connectionId)).toBe(true)
      expect(await members.has('user:bob', ada.connectionId)).toBe(false)
      expect(await members.look('*', 10)).toEqual({
        members: [{ connectionId: ada.connectionId, connectedAt: madeAt }],
      })
    })

    test('opening it again is the same as opening it once', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*'])
      await connections.open(ada, ['*'])
      expect(await idsIn(members, '*')).toEqual([ada.connectionId])
    })

    test('every id is its own', async () => {
      const { connections, members } = await open()
      for (const id of hostile) {
        expect(await connections.get(id)).toBeUndefined()
        await connections.open(connectionOf(id), ['*'])
      }
      for (const id of hostile) expect(await connections.get(id)).toEqual(connectionOf(id))
      expect(await idsIn(members, '*')).toEqual(hostile.toSorted())
      for (const id of hostile) await connections.forget(id)
      expect(await idsIn(members, '*')).toEqual([])
    })
  })

  describe(`${engine} connections: what is known of one`, () => {
    test('the user becomes another one, and stays where they are', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*'])
      const user = { id: 'ada', context: { exp: '1700000900' } }
      await connections.renew(ada.connectionId, user)
      expect(await connections.get(ada.connectionId)).toEqual({ ...ada, user })
      expect(await members.join('channel:a', ada.connectionId)).toBe('joined')
      expect(await connections.end(ada.connectionId, 'me')).toEqual({ ...ada, user })
    })

    test('a connection that is not there does not come of a new user', async () => {
      const { connections } = await open()
      await connections.renew('nobody', { id: 'nobody' })
      expect(await connections.get('nobody')).toBeUndefined()
      await connections.open(ada, ['*'])
      await connections.forget(ada.connectionId)
      await connections.renew(ada.connectionId, ada.user)
      expect(await connections.get(ada.connectionId)).toBeUndefined()
    })

    test('what it is in is told, whatever that is called', async () => {
      const { connections, members } = await open()
      for (const topic of hostile) {
        await connections.open(connectionOf(topic), [`user:${topic}`, '*'])
        await members.join(`channel:${topic}`, topic)
        const topics = [`user:${topic}`, '*', `channel:${topic}`]
        expect((await connections.topicsOf(topic)).toSorted()).toEqual(topics.toSorted())
      }
    })

    test('what it has left is not told, nor anything of one that is not there', async () => {
      const { connections, members } = await open()
      const long = 'x'.repeat(2_000)
      await connections.open(ada, ['*', long])
      await members.leave('*', ada.connectionId)
      expect(await connections.topicsOf(ada.connectionId)).toEqual([long])
      await connections.end(ada.connectionId, 'me')
      expect(await connections.topicsOf(ada.connectionId)).toEqual([long])
      await connections.forget(ada.connectionId)
      expect(await connections.topicsOf(ada.connectionId)).toEqual([])
      expect(await connections.topicsOf('nobody')).toEqual([])
    })
  })

  describe(`${engine} connections: the end`, () => {
    test('of many that try to end a connection one gets it', async () => {
      const { connections } = await open()
      await connections.open(ada, ['*'])
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((by) => connections.end(ada.connectionId, by)),
      )
      expect(answers.filter((answer) => answer === 'taken')).toHaveLength(3)
      expect(answers.filter((answer) => answer !== 'taken')).toEqual([ada])
    })

    test('who has it gets it again', async () => {
      const { connections } = await open()
      await connections.open(ada, [])
      expect(await connections.end(ada.connectionId, 'me')).toEqual(ada)
      expect(await connections.end(ada.connectionId, 'another')).toBe('taken')
      expect(await connections.end(ada.connectionId, 'me')).toEqual(ada)
    })

    test('a connection that ends is there, in its topics, and can leave them', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*', 'channel:a'])
      await connections.end(ada.connectionId, 'me')
      expect(await connections.get(ada.connectionId)).toEqual(ada)
      expect(await members.has('*', ada.connectionId)).toBe(true)
      expect(await members.leave('channel:a', ada.connectionId)).toBe(true)
      expect(await idsIn(members, 'channel:a')).toEqual([])
    })

    test('a connection that ends joins nothing', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*'])
      await connections.end(ada.connectionId, 'me')
      expect(await members.join('channel:a', ada.connectionId)).toBe('gone')
      expect(await members.join('*', ada.connectionId)).toBe('gone')
      expect(await idsIn(members, 'channel:a')).toEqual([])
    })

    test('one that is not there is gone', async () => {
      const { connections } = await open()
      expect(await connections.end('nobody', 'me')).toBe('gone')
      expect(await connections.get('nobody')).toBeUndefined()
    })

    test.each(hostile.slice(0, 6))('an attempt may have any name: %s', async (by) => {
      const { connections } = await open()
      await connections.open(ada, [])
      expect(await connections.end(ada.connectionId, by)).toEqual(ada)
      expect(await connections.end(ada.connectionId, `${by} `)).toBe('taken')
    })
  })

  describe(`${engine} connections: forgotten`, () => {
    test('one that was forgotten is in no topic, and gone', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*', 'user:ada'])
      await members.join('channel:a', ada.connectionId)
      await connections.end(ada.connectionId, 'me')
      await connections.forget(ada.connectionId)
      for (const topic of ['*', 'user:ada', 'channel:a']) {
        expect(await members.has(topic, ada.connectionId)).toBe(false)
        expect(await members.look(topic, 10)).toEqual({ members: [] })
        expect(await members.join(topic, ada.connectionId)).toBe('gone')
      }
      expect(await connections.get(ada.connectionId)).toBeUndefined()
      expect(await connections.end(ada.connectionId, 'me')).toBe('gone')
    })

    test('one that has not ended can be forgotten', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*'])
      await connections.forget(ada.connectionId)
      expect(await connections.get(ada.connectionId)).toBeUndefined()
      expect(await idsIn(members, '*')).toEqual([])
    })

    test('forgetting what is not there is no error', async () => {
      const { connections } = await open()
      await connections.forget('nobody')
      await connections.open(ada, ['*'])
      await Promise.all([connections.forget(ada.connectionId), connections.forget(ada.connectionId)])
      await connections.forget(ada.connectionId)
      expect(await connections.get(ada.connectionId)).toBeUndefined()
    })

    test('others stay where they are', async () => {
      const { connections, members } = await open()
      await connections.open(ada, ['*'])
      await connections.open(connectionOf('bob'), ['*'])
      await connections.forget(ada.connectionId)
      expect(await idsIn(members, '*')).toEqual(['bob'])
      expect(await connections.get('bob')).toEqual(connectionOf('bob'))
    })

    test('a day after it was made a connection is in nothing', async () => {
      const { connections, members, pass } = await open()
      await connections.open(ada, ['*'])
      await pass(dayMs - 1)
      expect(await idsIn(members, '*')).toEqual([ada.connectionId])
      expect(await connections.get(ada.connectionId)).toEqual(ada)
      await pass(1)
      expect(await idsIn(members, '*')).toEqual([])
      expect(await members.look('*', 10)).toEqual({ members: [] })
      expect(await members.has('*', ada.connectionId)).toBe(false)
      expect(await members.join('channel:a', ada.connectionId)).toBe('gone')
      expect(await members.leave('*', ada.connectionId)).toBe(false)
      expect(await connections.end(ada.connectionId, 'me')).toBe('gone')
      expect(await connections.get(ada.connectionId)).toBeUndefined()
      await connections.forget(ada.connectionId)
    })
  })
}
