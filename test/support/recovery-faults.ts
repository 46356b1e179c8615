import type { Gap } from '../../src/client/index.ts'
import type { HubPosition } from '../../src/protocol/index.ts'

/** A text, and where the server says that it is. */
export interface Placed extends HubPosition {
  readonly text: string
}

/** What a client was handed in a channel, in this order, since it was at `from`. */
export interface Log {
  readonly from: HubPosition
  readonly items: readonly (Placed | Gap)[]
}

/** What became of a channel. */
export interface Outcome {
  /** What was acknowledged, with the place that was told. */
  readonly acks: readonly Placed[]
  readonly logs: readonly Log[]
  /** What is in history in the end. */
  readonly kept: readonly Placed[]
  /** Nothing may be lost: neither trimmed nor forgotten. */
  readonly isKept: boolean
}

const isPlaced = (item: Placed | Gap): item is Placed => !isGap(item)
const isGap = (item: Placed | Gap): item is Gap => 'cause' in item
const show = ({ epoch, offset }: HubPosition): string => `${epoch}:${offset}`

/**
 * What is against the promise, as sentences: what was acknowledged has been handed to every client or is in a gap that it was
 * told of, in order, and nothing twice.
 */
export function faultsOf(outcome: Outcome): string[] {
  const { acks, logs, kept, isKept } = outcome
  return [
    ...contradictions(outcome),
    ...logs.flatMap(({ from, items }, at) => disorder(from, items).map((fault) => `client ${at}: ${fault}`)),
    ...logs.flatMap((log, at) =>
      acks
        .filter((ack) => !isCovered(log, ack))
        .map((ack) => `client ${at}: ${ack.text} was acknowledged at ${show(ack)} and has not come`),
    ),
    ...holes(kept),
    ...(isKept ? losses(outcome) : []),
  ]
}

/** One place has one text, and one text has one place. */
function contradictions({ acks, logs, kept }: Outcome): string[] {
  const heard = logs.flatMap(({ items }) => items.filter(isPlaced))
  const texts = new Map<string, string>()
  const places = new Map<string, string>()
  const faults = new Set<string>()
  for (const placed of [...acks, ...kept, ...heard]) {
    const { text } = placed
    const place = show(placed)
    if ((texts.get(place) ?? text) !== text) faults.add(`at ${place} are ${texts.get(place)} and ${text}`)
    if ((places.get(text) ?? place) !== place) faults.add(`${text} is at ${places.get(text)} and at ${place}`)
    texts.set(place, text)
    places.set(text, place)
  }
  return [...faults]
}

function disorder(from: HubPosition, items: Log['items']): string[] {
  const faults: string[] = []
  let position = from
  for (const item of items) {
    if (isGap(item)) {
      if (item.after === undefined || show(item.after) !== show(position)) {
        faults.push(`a gap after ${item.after && show(item.after)} was told at ${show(position)}`)
      }
      position = item.now
    } else {
      if (item.epoch !== position.epoch || item.offset !== position.offset + 1) {
        faults.push(`${item.text} at ${show(item)} came at ${show(position)}`)
      }
      position = item
    }
  }
  return faults
}

function isCovered({ from, items }: Log, at: HubPosition): boolean {
  if (at.epoch === from.epoch && at.offset <= from.offset) return true
  return items.some((item) => (isGap(item) ? isInGap(item, at) : show(item) === show(at)))
}

function isInGap({ after, now }: Gap, { epoch, offset }: HubPosition): boolean {
  if (after === undefined) return false
  const isBehind = epoch !== after.epoch || offset > after.offset
  const isAhead = epoch !== now.epoch || offset <= now.offset
  return isBehind && isAhead && (after.epoch !== now.epoch || epoch === now.epoch)
}

function holes(kept: readonly Placed[]): string[] {
  return kept.flatMap((placed, at) => {
    const before = kept[at - 1]
    return before === undefined || placed.offset === before.offset + 1
      ? []
      : [`in history, ${show(placed)} comes after ${show(before)}`]
  })
}

function losses({ acks, logs, kept }: Outcome): string[] {
  const places = new Set(kept.map(show))
  return [
    ...acks.filter((ack) => !places.has(show(ack))).map(({ text }) => `${text} is not in history`),
    ...logs.flatMap(({ items }, at) =>
      items
        .filter(isGap)
        .map((gap) => `client ${at} was told of a gap up to ${show(gap.now)}, where everything was kept`),
    ),
  ]
}
