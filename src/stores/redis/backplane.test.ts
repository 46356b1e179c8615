import { backplaneContract } from '../../core/ports/backplane.contract.ts'
import { noBackplaneCounts, redisBackplane } from './backplane.ts'
import { nodesOfOneFleet, silent } from './node-channel.fixture.ts'

backplaneContract('redis', async () => {
  const fleet = nodesOfOneFleet()
  return {
    async open(path, node) {
      const { redis, channel } = await fleet.open()
      return redisBackplane({ redis, api: path, node, channel, log: silent, counts: noBackplaneCounts() })
    },
    // What was accepted before a question has been handed over when its answer is here.
    async idle() {
      for (const { redis } of fleet.opened) await redis.channels.settled('any')
    },
    close: async () => {},
  }
})
