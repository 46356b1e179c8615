import { FanOut, Turn } from '../core/index.ts'
import type { Backplane } from '../core/ports/backplane.ts'
import type { Position } from '../core/ports/history.ts'
import type { RecordedTopics } from '../core/ports/recorded.ts'
import type { Topics } from '../core/ports/topics.ts'
import { type MemoryBackplanes, memoryBackplanes } from '../stores/memory/backplane.ts'
import { Interests } from './interests.ts'
import { sharedRecorded } from './shared-recorded.ts'
import { sharedTopics } from './shared-topics.ts'

/** One node, with the connections that are on it. */
export interface TopicsOnNode {
  readonly topics: Topics
  readonly recorded: RecordedTopics
  connect(connectionId: string): void
  /** A connection ends. */
  disconnect(connectionId: string): void
  /** Hand a frame to one connection, as a reply. */
  reply(connectionId: string, frame: string): void
  received(connectionId: string): readonly string[]
}

export interface TopicsOnNodes {
  /** How many topics are heard, counted once for each node that hears them. */
  subscriptions(): number
  /** One more node. `through` stands between it and the backplane. */
  open(through?: (backplane: Backplane) => Backplane): TopicsOnNode
  /** Resolves when all that was accepted has been handed to the members. */
  idle(): Promise<void>
}

export const maxTopics = 3

/** Nodes over the memory backplane, with the fan-out that they have in earnest. Frames are their text and a line feed. */
export function topicsOnNodes(): TopicsOnNodes {
  const backplanes = memoryBackplanes()
  return {
    subscriptions: backplanes.subscriptions,
    open: (through = (backplane) => backplane) => openNode(backplanes, through),
    async idle() {
      // One turn delivers, the next one fans out, and one more in case that a turn had begun.
      for (let turn = 0; turn < 3; turn += 1) await backplanes.idle()
    },
  }
}

function openNode(backplanes: MemoryBackplanes, through: (backplane: Backplane) => Backplane): TopicsOnNode {
  const inboxes = new Map<string, string[]>()
  const encoder = new TextEncoder()
  const fanOut = new FanOut(
    new Turn((run) => setImmediate(run)),
    {
      encode: (frame) => encoder.encode(`${frame}\n`),
      concat: (frames) => Uint8Array.from(Buffer.concat(frames)),
    },
    maxTopics,
  )
  const node = {
    deliver: (topic: string, frames: Uint8Array, except?: string) => fanOut.deliver(topic, frames, except),
    record: (topic: string, text: string, position: Position | undefined) =>
      fanOut.record(topic, text, position),
    members: (topic: string) => fanOut.members(topic),
  }
  const backplane = through(backplanes.open('/', node))
  const interests = new Interests(fanOut, backplane)
  return {
    topics: sharedTopics(fanOut, backplane, interests),
    recorded: sharedRecorded(fanOut, backplane, interests),
    disconnect: (connectionId) => fanOut.drop(connectionId),
    reply: (connectionId, frame) => void inboxes.get(connectionId)?.push(frame),
    connect(connectionId) {
      const inbox: string[] = []
      inboxes.set(connectionId, inbox)
      const push = (frames: Uint8Array): void => {
        inbox.push(...new TextDecoder().decode(frames).split('\n').slice(0, -1))
      }
      fanOut.attach({ connectionId, push })
    },
    received: (connectionId) => inboxes.get(connectionId) ?? [],
  }
}
