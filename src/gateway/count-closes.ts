/** How often connections ended with each code. */
export type CloseCounts = Record<string, number>

/** Codes from here on are the clients' to choose: they are counted by the thousand, or anybody could fill the metrics. */
const firstFree = 3_000

export function countClose(closes: CloseCounts, code: number): void {
  const name = code < firstFree ? `${code}` : `${Math.floor(code / 1_000)}xxx`
  closes[name] = (closes[name] ?? 0) + 1
}
