/** Texts that this browser keeps for this site. Private windows may refuse to keep any; then nothing is kept. */
export const browserShelf = {
  read(name: string): string | undefined {
    try {
      return localStorage.getItem(name) ?? undefined
    } catch {
      return undefined
    }
  },
  write(name: string, text: string | undefined): void {
    try {
      if (text === undefined) localStorage.removeItem(name)
      else localStorage.setItem(name, text)
    } catch {
      return
    }
  },
}
