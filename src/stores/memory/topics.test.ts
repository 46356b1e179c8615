import { topicsContract } from '../../core/ports/topics.contract.ts'
import { memoryTopics } from './topics.ts'

topicsContract('memory', async () => {
  const inboxes = new Map<string, string[]>()
  const topics = memoryTopics(
    (connectionId, frame) => inboxes.get(connectionId)?.push(frame),
    (connectionId) => inboxes.has(connectionId),
    3,
  )
  return {
    topics,
    maxTopics: 3,
    connect: (connectionId) => inboxes.set(connectionId, []),
    disconnect: (connectionId) => topics.drop(connectionId),
    received: async (connectionId) => inboxes.get(connectionId) ?? [],
  }
})
