import { nodesContract } from '../../core/ports/nodes.contract.ts'
import { memoryNodes } from './nodes.ts'

nodesContract('memory', async () => {
  const nodes = memoryNodes()
  return { open: async () => nodes.open(), close: async () => {} }
})
