import { historyContract } from '../../core/ports/history.contract.ts'
import { age, openHistoryNode } from './history.fixture.ts'
import { openedRedis } from './opened-redis.fixture.ts'

historyContract('redis', async () => {
  const redis = await openedRedis()
  const { history } = await openHistoryNode(redis)
  return { history, advance: (ms: number) => age(redis, ms) }
})
