/** What a line means that somebody typed. */
export type Typed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' | 'ping' | 'help' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'mistake'; readonly sentence: string }

const normalClosure = 1_000
/** The longest reason that fits into a close frame (RFC 6455 section 5.5). */
const maxReasonBytes = 123

/** Read a line: `/…` is a command, `//…` a text that begins with one slash, and anything else a text. */
export function typed(line: string): Typed {
  if (line.trim() === '') return { kind: 'nothing' }
  if (!line.startsWith('/')) return { kind: 'text', text: line }
  if (line.startsWith('//')) return { kind: 'text', text: line.slice(1) }
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/.exec(line.trim()) ?? []
  switch (name) {
    case 'ping':
    case 'help':
      return { kind: name }
    case 'quit':
      return { kind: 'close', code: normalClosure, reason: '' }
    case 'close':
      return closeOf(rest)
    default:
      return mistake(`there is no /${name}; /help lists what there is, and //${name} sends /${name}`)
  }
}

function closeOf(rest: string): Typed {
  const [, digits, reason = ''] = /^(\d+)?\s*(.*)$/.exec(rest) ?? []
  const code = digits === undefined ? normalClosure : Number(digits)
  if (!isSendable(code))
    return mistake('a client may close with 1000 to 1014 (not 1004 to 1006) or 3000 to 4999')
  if (Buffer.byteLength(reason) > maxReasonBytes)
    return mistake(`a reason is ${maxReasonBytes} bytes at most`)
  return { kind: 'close', code, reason }
}

function isSendable(code: number): boolean {
  return (
    (code >= 1_000 && code <= 1_014 && (code < 1_004 || code > 1_006)) || (code >= 3_000 && code <= 4_999)
  )
}

const mistake = (sentence: string): Typed => ({ kind: 'mistake', sentence })

export const typedHelp = [
  '/close [code] [reason]  close the connection, with 1000 if no code is given',
  '/ping                   ping the server and show how long the pong takes',
  '/quit                   close the connection and end; so do Ctrl-C and Ctrl-D',
  '//text                  send a text that begins with a slash',
  'anything else           is sent as a frame',
].join('\n')
