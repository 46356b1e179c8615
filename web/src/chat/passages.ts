import type { Position } from './hub-client.ts'
import type { Item, Said } from './room.ts'

/** What a reader sees below each other. */
export type Passage =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'gap'; readonly key: string }
  /** Consecutive messages of one person; there is at least one. */
  | { readonly kind: 'group'; readonly key: string; readonly messages: Said[] }

const GROUP_WITHIN_MS = 5 * 60_000

/** `mark` is where what is new to `me` began. */
export function inPassages(items: readonly Item[], mark: Position | undefined, me: string): Passage[] {
  const passages: Passage[] = []
  let isMarked = mark === undefined
  let day = ''
  for (const item of items) {
    if (item.kind === 'gap') {
      passages.push({ kind: 'gap', key: item.id })
      continue
    }
    const itsDay = new Date(item.at).toDateString()
    if (itsDay !== day) passages.push({ kind: 'day', key: `day ${item.mid}`, at: item.at })
    day = itsDay
    if (!isMarked && mark !== undefined && isNew(item, mark, me)) {
      passages.push({ kind: 'new', key: 'new' })
      isMarked = true
    }
    add(passages, item)
  }
  return passages
}

function isNew({ from, position }: Said, mark: Position, me: string): boolean {
  if (from.id === me || position === undefined) return false
  return position.epoch !== mark.epoch || position.offset > mark.offset
}

function add(passages: Passage[], item: Said): void {
  const last = passages.at(-1)
  if (last?.kind === 'group' && continues(last.messages.at(-1), item)) last.messages.push(item)
  else passages.push({ kind: 'group', key: item.mid, messages: [item] })
}

function continues(last: Said | undefined, next: Said): boolean {
  return (
    last !== undefined &&
    last.from.id === next.from.id &&
    last.from.name === next.from.name &&
    next.at - last.at < GROUP_WITHIN_MS
  )
}
