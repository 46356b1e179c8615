import type { SharedShelf } from './kept.ts'

/** A shelf in memory. Each of its tabs hears what the others write. */
export interface MemoryShelf {
  read(name: string): string | undefined
  write(name: string, text: string | undefined): void
  inTab(): SharedShelf
}

type Watching = Parameters<SharedShelf['watch']>

export function memoryShelf(): MemoryShelf {
  const texts = new Map<string, string>()
  const watchings = new Set<{ tab: number; of: Watching }>()
  let tabs = 0

  const read = (name: string) => texts.get(name)
  const writeIn = (tab: number, name: string, text: string | undefined) => {
    const before = texts.get(name)
    if (text === undefined) texts.delete(name)
    else texts.set(name, text)
    for (const { tab: theirs, of } of watchings) {
      if (theirs !== tab && of[0] === name && text !== before) of[1](text, before)
    }
  }
  return {
    read,
    write: (name, text) => writeIn(0, name, text),
    inTab() {
      const tab = ++tabs
      return {
        read,
        write: (name, text) => writeIn(tab, name, text),
        watch(...of) {
          const watching = { tab, of }
          watchings.add(watching)
          return () => watchings.delete(watching)
        },
      }
    },
  }
}
