/**
 * Of what comes without an offset over two connections at a time, each once. It is told apart by its text, so what the old
 * one has had before the new one was there is handed out as well.
 */
export function overlap(): (text: string, isOld: boolean) => boolean {
  /** How many more of a text came over the new connection than over the old one. */
  const ahead = new Map<string, number>()
  return (text, isOld) => {
    const before = ahead.get(text) ?? 0
    const step = isOld ? -1 : 1
    ahead.set(text, before + step)
    return before * step < 0
  }
}
