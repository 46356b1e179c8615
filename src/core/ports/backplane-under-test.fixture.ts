import { onTestFinished } from 'vitest'
import type { Backplane, BackplaneNode } from './backplane.ts'
import type { Position } from './history.ts'

/** The backplane of one fleet. */
export interface BackplanesUnderTest {
  /** One node's part of the API at `path`. Two calls are two nodes. */
  open(path: string, node: BackplaneNode): Promise<Backplane>
  /** Resolves when all that was accepted has been delivered wherever it is heard, and what must not come would have. */
  idle(): Promise<void>
  close(): Promise<void>
}

interface Delivery {
  readonly topic: string
  readonly frames: Uint8Array
  readonly except: string | undefined
}

interface RecordedEvent {
  readonly topic: string
  readonly text: string
  readonly position: Position | undefined
}

export interface NodeUnderTest {
  readonly backplane: Backplane
  readonly delivered: Delivery[]
  readonly events: RecordedEvent[]
  readonly members: Map<string, readonly string[]>
  /** What a member of the topic has read. How deliveries are cut up is the engine's. */
  text(topic: string, member?: string): string
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export type OpenFleet = () => Promise<{
  readonly fleet: BackplanesUnderTest
  node(path?: string, onDeliver?: () => void): Promise<NodeUnderTest>
}>

/** Opens a fleet that is closed when the test has ended. */
export function opener(open: () => Promise<BackplanesUnderTest>): OpenFleet {
  return async () => {
    const fleet = await open()
    onTestFinished(() => fleet.close())
    return { fleet, node: (path = '/chat', onDeliver = () => {}) => openNode(fleet, path, onDeliver) }
  }
}

async function openNode(
  fleet: BackplanesUnderTest,
  path: string,
  onDeliver: () => void,
): Promise<NodeUnderTest> {
  const delivered: Delivery[] = []
  const events: RecordedEvent[] = []
  const members = new Map<string, readonly string[]>()
  const backplane = await fleet.open(path, {
    deliver(topic, frames, except) {
      delivered.push({ topic, frames: Uint8Array.from(frames), except })
      onDeliver()
    },
    record(topic, recorded, position) {
      events.push({ topic, text: recorded, position })
    },
    members: (topic) => members.get(topic) ?? [],
  })
  const text: NodeUnderTest['text'] = (topic, member) =>
    delivered
      .filter((delivery) => delivery.topic === topic && (member === undefined || delivery.except !== member))
      .map(({ frames }) => new TextDecoder().decode(frames))
      .join('')
  return { backplane, delivered, events, members, text }
}
