import { type Frame, places, type Segment } from '../core/index.ts'
import { pack } from './packed.ts'
import type { SegmentWork } from './work.ts'

/** As many members as a message is sent to at once, without a job. */
export const inlineMembers = 100
/** What one worker sends to for one message, about. */
const segmentMembers = 250
/** How many jobs a job is split into at most: what a publish costs its publisher does not grow with the audience. */
const maxParts = 10

/** A frame on its way to all of a topic. */
export interface Broadcast {
  readonly api: string
  /** The same whenever the same broadcast is asked for. */
  readonly id: string
  readonly topic: string
  readonly frame: Frame
  readonly except: readonly string[]
}

/** The work of a broadcast to about so many members. */
export function segmentsOf({ frame, ...broadcast }: Broadcast, about: number): readonly SegmentWork[] {
  const whole = { kind: 'segment' as const, ...broadcast, except: [...broadcast.except], frame: pack(frame) }
  return parts({ from: 0, to: places }, about).map((segment) => ({ ...whole, ...segment }))
}

/** The same work in smaller parts; empty if it is small enough. Always the same parts of the same work. */
export function split(work: SegmentWork): readonly SegmentWork[] {
  const smaller = parts(work, work.about)
  return smaller.length > 1 ? smaller.map((segment) => ({ ...work, ...segment })) : []
}

function parts({ from, to }: Segment, about: number): readonly (Segment & { readonly about: number })[] {
  const count = Math.min(maxParts, Math.max(1, Math.ceil(about / segmentMembers)), to - from)
  const edge = (at: number): number => from + Math.floor(((to - from) * at) / count)
  return Array.from({ length: count }, (_, at) => ({
    from: edge(at),
    to: edge(at + 1),
    about: Math.ceil(about / count),
  }))
}
