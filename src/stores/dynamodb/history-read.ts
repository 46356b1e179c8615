import type { HistoryEvent, HistoryPage, HistoryRange, Retention } from '../../core/ports/history.ts'
import { type EventRow, eventsIn } from './history-event.ts'
import type { Whereabouts } from './history-head.ts'
import type { DynamoRows } from './rows.ts'

const mostAtOnce = 100

/** What one look at a topic has found. */
type Found = Pick<HistoryPage, 'events' | 'floor'>

/** Events, and a floor that is right for what was asked: it is not looked for further down. */
export async function readEvents(
  rows: DynamoRows,
  place: Whereabouts,
  range: HistoryRange,
  retention: Retention,
): Promise<HistoryPage> {
  const { epoch, newest } = place
  const position = { epoch, offset: newest }
  const counted = Math.max(0, newest - retention.events)
  const tooOld = rows.clock.now() - retention.ageMs
  if (range.limit === 0) return { events: [], position, floor: newest }
  const found =
    'after' in range
      ? await readAfter(rows, place, { ...range, counted, tooOld })
      : await readBefore(rows, place, { ...range, counted, tooOld })
  return { ...found, position }
}

interface Asked {
  readonly limit: number
  readonly maxBytes: number
  /** What is up to here is too much. */
  readonly counted: number
  /** What was appended until then is too old. */
  readonly tooOld: number
}

async function readAfter(
  rows: DynamoRows,
  { pk, epoch, newest }: Whereabouts,
  { after, limit, maxBytes, counted, tooOld }: Asked & { readonly after: number },
): Promise<Found> {
  const start = Math.min(newest, Math.max(after, counted))
  const page = pageOf(limit, maxBytes)
  const range = { pk, epoch, from: start + 1, to: newest, atOnce: Math.min(limit, mostAtOnce) }
  let floor = start
  for await (const event of eventsIn(rows, range)) {
    if (page.events.length === 0) {
      floor = event.at > tooOld ? event.offset - 1 : event.offset
      if (floor === event.offset) continue
    }
    if (!page.add(event)) break
  }
  return { events: page.events, floor: page.events.length === 0 ? newest : floor }
}

async function readBefore(
  rows: DynamoRows,
  { pk, epoch, newest }: Whereabouts,
  { before, limit, maxBytes, counted, tooOld }: Asked & { readonly before: number },
): Promise<Found> {
  const last = Math.min(before - 1, newest)
  const page = pageOf(limit, maxBytes)
  const atOnce = Math.min(limit + 1, mostAtOnce)
  const range = { pk, epoch, from: counted + 1, to: last, isBackwards: true, atOnce }
  let floor = Math.max(counted, last)
  for await (const event of eventsIn(rows, range)) {
    if (event.at <= tooOld) break
    floor = event.offset - 1
    if (!page.add(event)) break
  }
  return { events: page.events.toReversed(), floor }
}

/** As many events as fit. */
function pageOf(limit: number, maxBytes: number) {
  const events: HistoryEvent[] = []
  let bytes = 0
  return {
    events,
    /** `false` if it does not fit any more. */
    add({ offset, text }: EventRow): boolean {
      bytes += Buffer.byteLength(text)
      if (events.length === limit || (events.length > 0 && bytes > maxBytes)) return false
      events.push({ offset, text })
      return true
    },
  }
}
