import { Icon, type IconName } from './icon.tsx'
import { type Theme, themes, useTheme } from './theme.ts'

const icons: Readonly<Record<Theme, IconName>> = { system: 'half', light: 'sun', dark: 'moon' }

/** Goes on to the next appearance: as the system is, light, dark. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme()
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const label = `Appearance: ${theme}`
  return (
    <button
      type="button"
      className="icon-button"
      onClick={() => choose(next)}
      aria-label={label}
      title={`${label}. Click for ${next}.`}
    >
      <Icon name={icons[theme]} />
    </button>
  )
}
