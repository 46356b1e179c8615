import { expect, test } from 'vitest'
import { deadLettersContract } from '../../core/ports/dead-letters.contract.ts'
import { redisDeadLetters } from './dead-letters.ts'
import { openedRedis } from './opened-redis.fixture.ts'

deadLettersContract('redis', async () => redisDeadLetters(await openedRedis()))

test('a value that somebody else has written is an error, and not a letter', async () => {
  const redis = await openedRedis()
  const letters = redis.key('dead-letters', 'dead-letters')
  await redis.command(letters, ['HSET', letters, '"a"', '{"id":"a"}'])
  await expect(redisDeadLetters(redis).get('a')).rejects.toThrow('what is stored is no dead letter')
})
