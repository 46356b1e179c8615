import { type Ink, paint, paintJson } from '../paint.ts'
import { parseJson } from '../parse-json.ts'
import { visible } from '../visible.ts'
import { type Prompt, terminalPrompt } from './prompt.ts'
import type { Attempt } from './refusal.ts'
import { binarySentence, endSentence, openedSentence, pongSentence } from './sentences.ts'
import type { Session } from './session.ts'
import { typed, typedHelp } from './typed.ts'
import { type End, exitCodeOf, type View } from './view.ts'

interface TerminalOptions extends Attempt {
  readonly isColoured: boolean
}

/** Somebody types on the terminal and sees what comes, until the connection ends. */
export function runTerminal(session: Session, options: TerminalOptions): Promise<End> {
  const prompt = terminalPrompt()
  const view = terminalView(prompt, options)
  const { ended } = session.watch({
    ...view,
    opened(address, subprotocol) {
      view.opened(address, subprotocol)
      prompt.start({
        onLine: (line) => obey(line, session, prompt),
        onLeave: () => session.close(),
      })
    },
  })
  return ended
}

/** Do what a typed line says. Nothing waits for a frame to be on its way: the order of typing is kept anyway. */
function obey(line: string, session: Session, prompt: Prompt): void {
  const meant = typed(line)
  if (meant.kind === 'text') void session.send(meant.text)
  if (meant.kind === 'ping') session.ping()
  if (meant.kind === 'help') prompt.print(typedHelp)
  if (meant.kind === 'mistake') prompt.print(meant.sentence)
  if (meant.kind === 'close') session.close(meant.code, meant.reason)
}

function terminalView(prompt: Prompt, { isColoured, ...attempt }: TerminalOptions): View {
  const inked = (text: string, ink: Ink): string => (isColoured ? paint(text, ink) : text)
  const received = (text: string): void => prompt.print(`${inked('<', 'faint')} ${text}`)
  return {
    opened(address, subprotocol) {
      prompt.print(inked(openedSentence(address, subprotocol), 'good'))
      prompt.print(inked('/help lists what can be typed besides frames; Ctrl-C ends', 'faint'))
    },
    text: (frame) => received(isColoured && isJson(frame) ? paintJson(visible(frame)) : visible(frame)),
    binary: (frame) => received(binarySentence(frame)),
    pong: (milliseconds) => prompt.print(inked(pongSentence(milliseconds), 'faint')),
    warning: (reason) => prompt.print(inked(visible(reason), 'bad')),
    ended(end) {
      prompt.stop()
      prompt.print(inked(endSentence(end, attempt), exitCodeOf(end) === 0 ? 'good' : 'bad'))
    },
  }
}

function isJson(frame: string): boolean {
  return /^\s*[[{]/.test(frame) && parseJson(frame) !== undefined
}
