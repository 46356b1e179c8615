import { expect, test } from 'vitest'
import type { AdminConnection } from '../../admin/server-view.ts'
import { Unavailable } from '../../core/index.ts'
import { named } from './named.ts'

const connectionOf = (userId: string, name?: string): AdminConnection => ({
  node: 'only',
  connectionId: `of ${userId}`,
  api: 'hub',
  userId,
  ...(name !== undefined && { name }),
  connectedAt: 1,
  sourceIp: '192.0.2.1',
  topics: 1,
})

test('a user goes by the name of the token, or else by the one that was chosen', async () => {
  const asked: string[] = []
  const users = {
    name(userId: string) {
      asked.push(userId)
      return userId === 'ada' ? 'Ada' : undefined
    },
  }
  const page = { connections: ['ada', 'ada', 'nobody'].map((id) => connectionOf(id)), next: 'further' }
  const { connections, next } = await named(
    { ...page, connections: [...page.connections, connectionOf('bob', 'Bob')] },
    users,
  )
  expect(connections.map(({ name }) => name)).toEqual(['Ada', 'Ada', undefined, 'Bob'])
  expect(next).toBe('further')
  expect(asked).toEqual(['ada', 'nobody'])
})

test('a user has no name while the store is away', async () => {
  const users = {
    name: async () => {
      throw new Unavailable('it is away')
    },
  }
  const page = { connections: [connectionOf('ada')] }
  expect(await named(page, users)).toEqual(page)
})
