const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

// Busy servers ask thousands of times within a second.
let lastSecond = Number.NaN
let lastText = ''

/** A moment as the Common Log Format has it, in UTC: `19/Feb/2024:07:11:42 +0000`. */
export function requestTime(now: number): string {
  const second = Math.floor(now / 1_000)
  if (second === lastSecond) return lastText
  const date = new Date(second * 1_000)
  const day = `${twoDigits(date.getUTCDate())}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}`
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':')
  lastSecond = second
  lastText = `${day}:${time} +0000`
  return lastText
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
