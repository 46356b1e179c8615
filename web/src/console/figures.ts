const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })

export function countText(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return value < 100_000 ? whole.format(value) : compact.format(value)
}

export function rateText(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return value > 0 && value < 10 ? value.toFixed(1) : countText(value)
}

export function msText(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return `${value < 10 ? value.toFixed(value < 1 ? 2 : 1) : whole.format(value)} ms`
}

/** How long something has been, in its largest two units. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}

export const momentText = (at: number): string => moment.format(at)
export const clockText = (at: number): string => clock.format(at)
