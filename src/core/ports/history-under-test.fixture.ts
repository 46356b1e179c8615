import type { Later } from '../later.ts'
import type { History, HistoryPage, HistoryRange, Retention } from './history.ts'

/** The history of one API on test. */
export interface HistoryUnderTest {
  readonly history: History
  /** Let so much time pass, without waiting for it. Not there where nobody can move the clock. */
  advance?(ms: number): Later<void>
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

export const roomy: Retention = { events: 300, ageMs: 24 * hourMs }

const much = { limit: 1_000, maxBytes: 10_000_000 }

/** All that is kept. */
export async function wholeOf(history: History, topic: string, retention = roomy): Promise<HistoryPage> {
  return history.read(topic, { after: 0, ...much }, retention)
}

export async function textsOf(history: History, topic: string, retention = roomy): Promise<string[]> {
  return (await wholeOf(history, topic, retention)).events.map(({ text }) => text)
}

/** Append `count` texts, `1`, `2`, … , one after another. */
export async function fill(
  history: History,
  topic: string,
  count: number,
  retention = roomy,
  first = 1,
): Promise<void> {
  for (let index = first; index < first + count; index += 1) {
    await history.append(topic, `${index}`, { retention })
  }
}

/** The offsets of a page, in its order. */
export async function offsetsOf(
  history: History,
  range: { readonly after: number } | { readonly before: number },
  { limit = 1_000, maxBytes = 10_000_000, retention = roomy, topic = 'room' } = {},
): Promise<number[]> {
  const page = await history.read(topic, { ...range, limit, maxBytes }, retention)
  return page.events.map(({ offset }) => offset)
}

/**
 * What a page says about what there is beside it, where engines may know more than they must. Behind an offset: whether
 * everything after it is there. Before one: whether there is more before the page. With a limit of 0: nothing.
 */
export function reachOf({ events, floor, position }: HistoryPage, range: HistoryRange): string {
  if (range.limit === 0) return 'unasked'
  if ('after' in range) {
    const first = Math.min(range.after, position.offset)
    return floor <= first ? 'whole' : `from ${floor}`
  }
  const [first] = events
  if (first === undefined) return floor >= Math.min(range.before - 1, position.offset) ? 'nothing' : 'wrong'
  return floor < first.offset - 1 ? 'more' : 'all'
}
