import { parsedJson } from './hub-script-values.ts'

export type Heard =
  | { readonly is: 'ok'; readonly id: string; readonly fields: object }
  | { readonly is: 'refused'; readonly id: string; readonly code: string; readonly fields: object }
  | { readonly is: 'event'; readonly name: string; readonly code?: string; readonly fields: object }

const sanctioning = ['ban', 'mute', 'revoke', 'revoke the token of'] as const
export type Sanctioning = (typeof sanctioning)[number]

/** What a line of a script says. */
export type Line =
  | { readonly kind: 'says'; readonly who: string; readonly frame: string }
  | { readonly kind: 'hears'; readonly who: string; readonly what: Heard }
  | { readonly kind: 'comes'; readonly who: string; readonly claims: object }
  | { readonly kind: 'knocks'; readonly who: string; readonly offered: string; readonly status: number }
  | { readonly kind: 'goes'; readonly who: string }
  | { readonly kind: 'closed'; readonly who: string; readonly code: number }
  | { readonly kind: 'enter'; readonly who: readonly string[]; readonly channel: string }
  | { readonly kind: 'crowd'; readonly count: number; readonly channel: string }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'impose'; readonly what: Sanctioning; readonly who: string }
  | { readonly kind: 'bus'; readonly detailType: string; readonly detail: string }
  | { readonly kind: 'token'; readonly name: string; readonly who: string; readonly claims: object }
  | { readonly kind: 'quiet' }

type Shape = readonly [pattern: RegExp, read: (...found: string[]) => Line]

const name = '([a-z.]+)'
const json = '(?: (\\{.*\\}))?'
const shape = (pattern: string): RegExp => new RegExp(`^${pattern}$`)
const fieldsOf = (text = ''): object => Object(parsedJson(text === '' ? '{}' : text))
const heard = (who: string, what: Heard): Line => ({ kind: 'hears', who, what })

const hearing: readonly Shape[] = [
  [
    shape(`${name} < (\\w+) ok${json}`),
    (who = '', id = '', fields = '') => heard(who, { is: 'ok', id, fields: fieldsOf(fields) }),
  ],
  [
    shape(`${name} < (\\w+) refused (\\w+)${json}`),
    (who = '', id = '', code = '', fields = '') =>
      heard(who, { is: 'refused', id, code, fields: fieldsOf(fields) }),
  ],
  [
    shape(`${name} < error (\\w+)${json}`),
    (who = '', code = '', fields = '') =>
      heard(who, { is: 'event', name: 'error', code, fields: fieldsOf(fields) }),
  ],
  [
    shape(`${name} < (\\w+)${json}`),
    (who = '', event = '', fields = '') => heard(who, { is: 'event', name: event, fields: fieldsOf(fields) }),
  ],
]

const doing: readonly Shape[] = [
  [shape(`${name} > (.+)`), (who = '', frame = '') => ({ kind: 'says', who, frame })],
  [
    shape(`${name} comes${json}`),
    (who = '', claims = '') => ({ kind: 'comes', who, claims: fieldsOf(claims) }),
  ],
  [
    shape(`${name} knocks with (\\S+): (\\d+)`),
    (who = '', offered = '', status = '') => ({ kind: 'knocks', who, offered, status: Number(status) }),
  ],
  [shape(`${name} goes`), (who = '') => ({ kind: 'goes', who })],
  [
    shape(`${name} is closed with (\\d+)`),
    (who = '', code = '') => ({ kind: 'closed', who, code: Number(code) }),
  ],
  [
    shape('([a-z., ]+) enters? (\\S+)'),
    (names = '', channel = '') => ({ kind: 'enter', who: names.split(', '), channel }),
  ],
  [
    shape('(\\d+) others enter (\\S+)'),
    (count = '', channel = '') => ({ kind: 'crowd', count: Number(count), channel }),
  ],
  [shape('(\\d+) s pass'), (seconds = '') => ({ kind: 'pass', seconds: Number(seconds) })],
  [
    shape(`(${sanctioning.join('|')}) ${name}`),
    (said = '', who = '') => ({
      kind: 'impose',
      what: sanctioning.find((each) => each === said) ?? 'ban',
      who,
    }),
  ],
  [
    shape('the bus says ([A-Za-z ]+) (\\{.*\\})'),
    (detailType = '', detail = '') => ({ kind: 'bus', detailType, detail }),
  ],
  [
    shape(`(\\w+) is a token of ${name}${json}`),
    (token = '', who = '', claims = '') => ({ kind: 'token', name: token, who, claims: fieldsOf(claims) }),
  ],
  [shape('quiet'), () => ({ kind: 'quiet' })],
]

const shapes = [...hearing, ...doing]

/** The lines of a script. Throws for one that says nothing. */
export function linesOf(script: string): readonly (readonly [text: string, line: Line])[] {
  const texts = script.split('\n').map((text) => text.trim())
  return texts.filter((text) => text !== '' && !text.startsWith('#')).map((text) => [text, lineOf(text)])
}

function lineOf(text: string): Line {
  for (const [pattern, read] of shapes) {
    const found = pattern.exec(text)
    if (found !== null) return read(...found.slice(1).map((each: string | undefined) => each ?? ''))
  }
  throw new Error(`no line of a script: ${text}`)
}
