import { peersContract } from '../../core/ports/peers.contract.ts'
import { nodesOfOneFleet } from './node-channel.fixture.ts'
import { redisPeers } from './peers.ts'

peersContract('redis', async () => {
  const fleet = nodesOfOneFleet()
  return {
    async open() {
      const { channel, node } = await fleet.open()
      return { id: node, peers: redisPeers(channel) }
    },
    close: async () => {},
  }
})
