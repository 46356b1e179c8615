import { RehearsalProblem } from '../problem.ts'

/** When a schedule is due. */
export type Schedule =
  | { readonly kind: 'rate'; readonly everyMs: number }
  /** Asked once a minute, with the beginning of the minute. */
  | { readonly kind: 'cron'; readonly isDue: (minute: Date) => boolean }

const spansMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** `rate(7 days)`, `cron(0 3 ? * SUN *)`, in UTC. Throws a `RehearsalProblem` for what EventBridge would not take. */
export function scheduleOf(expression: string): Schedule {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  const spanMs = spansMs[unit]
  if (spanMs !== undefined && Number(count) > 0) return { kind: 'rate', everyMs: Number(count) * spanMs }
  const fields = /^cron\(([^)]*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? []
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) throw unreadable(expression)
  const matches = [
    fieldOf(minute, []),
    fieldOf(hour, []),
    fieldOf(dayOfMonth, []),
    fieldOf(month, ['', ...months]),
    fieldOf(dayOfWeek, ['', ...days]),
    fieldOf(year, []),
  ]
  if (matches.includes(undefined)) throw unreadable(expression)
  return {
    kind: 'cron',
    isDue: (at) => {
      const values = [
        at.getUTCMinutes(),
        at.getUTCHours(),
        at.getUTCDate(),
        at.getUTCMonth() + 1,
        at.getUTCDay() + 1,
        at.getUTCFullYear(),
      ]
      return matches.every((match, index) => match?.(values[index] ?? 0) ?? false)
    },
  }
}

type Match = (value: number) => boolean

/** `*`, `?`, `5`, `1-5`, `MON,WED`, `0/15`. `L`, `W` and `#` are not read. */
function fieldOf(field = '', names: readonly string[]): Match | undefined {
  if (field === '*' || field === '?') return () => true
  const parts = field.split(',').map((part) => partOf(part, names))
  if (parts.includes(undefined)) return undefined
  return (value) => parts.some((part) => part?.(value) ?? false)
}

function partOf(part: string, names: readonly string[]): Match | undefined {
  const [, first = '', last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? []
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toUpperCase())
    return named > 0 ? named : Number(text)
  }
  const from = first === '*' ? 0 : numberOf(first)
  const until = last !== undefined ? numberOf(last) : step === undefined ? from : Number.POSITIVE_INFINITY
  const every = step === undefined ? 1 : Number(step)
  if (first === '' || Number.isNaN(from) || Number.isNaN(until) || every === 0) return undefined
  return (value) => value >= from && value <= until && (value - from) % every === 0
}

const unreadable = (expression: string): RehearsalProblem =>
  new RehearsalProblem(`${expression} is no schedule that the rehearsal can read`)
