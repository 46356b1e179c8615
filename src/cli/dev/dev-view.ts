import { type Ink, paint, paintJson } from '../paint.ts'
import { type Answer, answerOf } from './answer-lines.ts'
import { eventLines, shortId, triggerTitle } from './event-lines.ts'
import { heldLines } from './held-lines.ts'
import type { FunctionLogLine, InvocationRecord, ViewClock } from './records.ts'
import { shownText, shownWord } from './shown-text.ts'
import { triggerOf } from './trigger.ts'

/** A function after a reload, and why it does not load. */
export interface Reloaded {
  readonly name: string
  readonly problem?: string
}

/** Where somebody who writes functions sees what they do. */
export interface DevView {
  invoked(record: InvocationRecord): void
  logged(line: FunctionLogLine): void
  /** `files` have changed; it took `ms` until all functions were ready, or known not to load. */
  reloaded(outcomes: readonly Reloaded[], files: readonly string[], ms: number): void
  watching(folders: readonly string[]): void
}

export interface DevViewOptions {
  readonly isColoured: boolean
  readonly clock: ViewClock
}

const slowMs = 1_000
const maxFilesNamed = 3
const levelInks: Readonly<Record<FunctionLogLine['level'], Ink>> = {
  debug: 'faint',
  info: 'key',
  warn: 'number',
  error: 'bad',
}

/**
 * Shows every invocation as one block: what it was, what it was called with, what it logged and what came of it. No
 * token, cookie or password is shown in full where its name or its form tells what it is; what functions log themselves
 * is shown as it is.
 */
export function devView(out: { write(text: string): unknown }, options: DevViewOptions): DevView {
  const { isColoured, clock } = options
  const inked = (text: string, ink: Ink): string => (isColoured && text !== '' ? paint(text, ink) : text)
  const body = (line: string): string => (isColoured && /^\s*["[\]{}]/.test(line) ? paintJson(line) : line)
  const print = (lines: readonly string[]): void => void out.write(`${lines.join('\n')}\n`)
  const time = (): string => inked(timeOf(clock.now()), 'faint')
  const log = ({ level, message }: FunctionLogLine): readonly string[] =>
    marked(inked(level.padEnd(5), levelInks[level]), 8, shownText(message))
  const held = heldLines(clock, printLate)

  /** Lines of an invocation that goes on, or of none, all of one function. */
  function printLate(lines: readonly FunctionLogLine[]): void {
    const [first] = lines
    if (first === undefined) return
    print([row([time(), inked(shownWord(first.name), 'key'), inked('log', 'faint')]), ...lines.flatMap(log)])
  }

  function answer({ kind, verdict, lines }: Answer): readonly string[] {
    const ink = kind === 'good' ? 'good' : 'bad'
    const [line = '', ...more] = kind === 'broken' ? lines : lines.map(body)
    return marked(inked(kind === 'broken' ? '✗' : '←', ink), 4, [
      row([inked(verdict, ink), line], ' '),
      ...more,
    ])
  }

  return {
    invoked({ name, requestId, event, invoked, durationMs, isCold }) {
      const trigger = triggerOf(event)
      const head = [
        time(),
        inked(shownWord(name), 'key'),
        triggerTitle(trigger),
        inked(shortId(trigger), 'faint'),
        inked(spanOf(durationMs), durationMs < slowMs ? 'faint' : 'number'),
        isCold ? inked('cold start', 'number') : '',
      ]
      const received = marked(inked('→', 'faint'), 4, eventLines(trigger).map(body))
      print([
        row(head),
        ...received,
        ...held.take(requestId).flatMap(log),
        ...answer(answerOf(trigger, invoked)),
      ])
    },
    logged(line) {
      if (line.requestId === undefined) printLate([line])
      else held.hold(line.requestId, line)
    },
    reloaded(outcomes, files, ms) {
      const count = `${outcomes.length} ${outcomes.length === 1 ? 'function' : 'functions'}`
      const problems = outcomes.flatMap(({ name, problem }) =>
        problem === undefined ? [] : marked(inked('✗', 'bad'), 4, shownText(`${name}: ${problem}`)),
      )
      const what = inked(`reloaded ${count}`, problems.length === 0 ? 'good' : 'bad')
      print([row([time(), what, inked(spanOf(ms), 'faint'), inked(namesOf(files), 'faint')]), ...problems])
    },
    watching(folders) {
      if (folders.length === 0) return
      print([inked(`Watching ${folders.map(shownWord).join(', ')}: what changes is loaded anew`, 'faint')])
    },
  }
}

/** Lines below a head, the first one with a mark, the others `width` to the right. */
function marked(mark: string, width: number, [first, ...more]: readonly string[]): readonly string[] {
  if (first === undefined) return []
  return [`  ${mark} ${first}`, ...more.map((line) => `${' '.repeat(width)}${line}`)]
}

const row = (cells: readonly string[], gap = '  '): string => cells.filter((cell) => cell !== '').join(gap)

/** The time of day, here, as `09:05:07.042`. */
function timeOf(at: number): string {
  const date = new Date(at)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()]
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

function spanOf(ms: number): string {
  if (ms >= slowMs) return `${(ms / 1_000).toFixed(2)} s`
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

function namesOf(files: readonly string[]): string {
  const named = files.slice(0, maxFilesNamed).map(shownWord).join(', ')
  const more = files.length - maxFilesNamed
  return more > 0 ? `${named} and ${more} more` : named
}
