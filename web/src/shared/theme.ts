import { useState } from 'react'
import { browserShelf } from './browser-shelf.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** `public/theme.js` reads the same, ahead of the first paint. */
const NAME = 'stoa.theme'

function keptTheme(): Theme {
  const kept = browserShelf.read(NAME)
  return themes.find((theme) => theme === kept) ?? 'system'
}

/** Light or dark, as the system is unless the reader has chosen. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(keptTheme)
  const choose = (next: Theme) => {
    setTheme(next)
    browserShelf.write(NAME, next === 'system' ? undefined : next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
  }
  return [theme, choose]
}
