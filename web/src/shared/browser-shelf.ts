/** Private windows may refuse to keep any texts; then nothing is kept. */
function shelf(storage: () => Storage) {
  return {
    read(name: string): string | undefined {
      try {
        return storage().getItem(name) ?? undefined
      } catch {
        return undefined
      }
    },
    write(name: string, text: string | undefined): void {
      try {
        if (text === undefined) storage().removeItem(name)
        else storage().setItem(name, text)
      } catch {
        return
      }
    },
  }
}

/** Texts that this browser keeps for this site. */
export const browserShelf = {
  ...shelf(() => localStorage),
  /** Hears what other tabs write, with what was there before. Returns how to stop. */
  watch(name: string, heard: (text: string | undefined, before: string | undefined) => void): () => void {
    const listen = ({ key, newValue, oldValue, storageArea }: StorageEvent) => {
      if (key === name && storageArea === localStorage) heard(newValue ?? undefined, oldValue ?? undefined)
    }
    window.addEventListener('storage', listen)
    return () => window.removeEventListener('storage', listen)
  },
}

/** Texts that this tab keeps for this site, over a reload. */
export const tabShelf = shelf(() => sessionStorage)
