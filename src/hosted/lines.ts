/**
 * Cuts a stream of text into lines. One that gets longer than `limit` characters is handed over in pieces of about
 * that size, so that a stream without line ends costs no more than that.
 */
export function lineReader(
  limit: number,
  onLine: (line: string) => void,
): { read(chunk: string): void; end(): void } {
  let rest = ''

  return {
    read(chunk) {
      let start = 0
      let end = chunk.indexOf('\n')
      while (end !== -1) {
        const line = chunk.slice(start, end)
        if (rest === '') onLine(line)
        else {
          const whole = rest + line
          rest = ''
          onLine(whole)
        }
        start = end + 1
        end = chunk.indexOf('\n', start)
      }
      if (start < chunk.length) rest += start === 0 ? chunk : chunk.slice(start)
      if (rest.length <= limit) return
      const piece = rest
      rest = ''
      onLine(piece)
    },
    end() {
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}
