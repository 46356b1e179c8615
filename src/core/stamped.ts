import type { Position } from './ports/history.ts'

/** The text of an event with its position in it, as members get it: a JSON object with two properties more. */
export function stamped(text: string, position: Position | undefined): string {
  if (position === undefined) return text
  return `${text.slice(0, -1)},"offset":${position.offset},"epoch":"${position.epoch}"}`
}
