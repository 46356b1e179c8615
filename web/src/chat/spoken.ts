import { type Item, keyOf, type Said } from './room.ts'

const MOST = 3
const LONGEST_CHARACTERS = 500

/** Words for a screen reader: what others have said after the item `told`, or only how much where that is a lot. */
export function announced(items: readonly Item[], told: string | undefined, me: string): string {
  const from = told ? items.findLastIndex((item) => keyOf(item) === told) + 1 : 0
  const said = items.slice(from).filter((item) => item.kind === 'said' && item.from.id !== me)
  if (said.length > MOST) return `${said.length} new messages`
  return said.map((item) => (item.kind === 'said' ? spoken(item) : '')).join('\n')
}

function spoken({ from, body }: Said): string {
  return body.kind === 'text'
    ? `${from.name}: ${body.text.slice(0, LONGEST_CHARACTERS)}`
    : `${from.name} has published data.`
}
