import { presenceContract } from '../../core/ports/presence.contract.ts'
import { openedRedis } from './opened-redis.fixture.ts'
import { redisPresence } from './presence.ts'

presenceContract('redis', async () => redisPresence(await openedRedis(), '/chat'))
