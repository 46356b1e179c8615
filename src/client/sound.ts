import type { HubPosition } from '../protocol/index.ts'

const longestEpoch = 32

/** Whether a server takes it back. */
export const isSound = ({ epoch, offset }: HubPosition): boolean =>
  Number.isSafeInteger(offset) && offset >= 0 && epoch.slice?.(0, longestEpoch) === epoch

/** `value`; `least` if it is less than that, or no number. */
export const atLeast = (least: number, value: number): number => Math.max(least, value) || least
