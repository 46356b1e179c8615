import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'

const historySize = 500

/** What is done with what somebody types. */
export interface Typist {
  onLine(line: string): void
  /** Ctrl-C, Ctrl-D, or the terminal is gone. */
  onLeave(): void
}

/** The line that is being typed, with everything else above it. */
export interface Prompt {
  start(typist: Typist): void
  /** Print above the line that is being typed, which stays as it is. */
  print(text: string): void
  stop(): void
}

/** A prompt on the terminal that this program was started on. Nobody can type before `start` and after `stop`. */
export function terminalPrompt(): Prompt {
  const { stdin: input, stdout: output } = process
  let lines: Interface | undefined
  return {
    start({ onLine, onLeave }) {
      const own = createInterface({ input, output, prompt: '> ', historySize })
      lines = own
      own.on('line', (line) => {
        onLine(line)
        if (lines !== undefined) own.prompt()
      })
      own.on('SIGINT', onLeave)
      own.on('close', () => {
        if (lines === undefined) return
        lines = undefined
        onLeave()
      })
      // A pasted line that wraps is written without a note of its rows.
      const note = (): void => noteRow(own, own.getCursorPos().rows)
      input.on('keypress', note)
      own.on('close', () => input.off('keypress', note))
      own.prompt()
    },
    print(text) {
      if (lines === undefined) return void output.write(`${text}\n`)
      erase(lines, output)
      output.write(`${text}\n`)
      lines.prompt(true)
    },
    stop() {
      if (lines === undefined) return
      const last = lines
      lines = undefined
      erase(last, output)
      last.close()
    },
  }
}

function erase(lines: Interface, output: NodeJS.WriteStream): void {
  moveCursor(output, 0, -lines.getCursorPos().rows)
  cursorTo(output, 0)
  clearScreenDown(output)
  noteRow(lines, 0)
}

/** Tell readline how many rows above the cursor its line begins: it erases as many when it draws the line again. */
function noteRow(lines: Interface, rows: number): void {
  Object.assign(lines, { prevRows: rows })
}
