/** Objects and lists in one another, in what clients send. Far deeper ones could not be written as JSON again. */
export const maxDepth = 500

/** Whether there are more objects and lists in one another than `limit`. `text`: the JSON that the data was in. */
export function isDeeperThan(limit: number, data: unknown, text: string): boolean {
  // Each has two brackets, so most texts need no look.
  return text.length > limit * 2 && isDeeper(limit, data)
}

function isDeeper(limit: number, data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return limit === 0 || Object.values(data).some((item) => isDeeper(limit - 1, item))
}
