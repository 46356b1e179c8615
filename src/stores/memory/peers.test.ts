import { peersContract } from '../../core/ports/peers.contract.ts'
import { memoryPeers } from './peers.ts'

peersContract('memory', async () => {
  const peers = memoryPeers()
  let count = 0
  const open = async () => {
    const id = String(++count).padStart(4, '0')
    return { id, peers: peers.open(id) }
  }
  return { open, close: async () => {} }
})
