import { parseJson } from '../parse-json.ts'
import { visible } from '../visible.ts'

/** What was asked for, as far as it helps to explain a refusal. */
export interface Attempt {
  readonly path: string
  readonly isSigned: boolean
}

const shownCharacters = 500

/** Why an upgrade was refused: the status, what the server said, and what it may mean. */
export function refusalSentence(status: number, body: string, attempt: Attempt): string {
  const said = visible(body.trim()).slice(0, shownCharacters)
  const meaning = meaningOf(status, attempt)
  return `refused with status ${status}${said && `: ${said}`}${meaning && `\n  ${meaning}`}`
}

/** What came instead of a connection, as one value for a script. */
export const refusalBody = (body: string): unknown => parseJson(body) ?? body

function meaningOf(status: number, { path, isSigned }: Attempt): string {
  if (status >= 300 && status < 400) return 'This address only redirects; connect to the one it names.'
  switch (status) {
    case 200:
    case 426:
      return 'A web server is there, but no WebSocket API at this path.'
    case 401:
      return `The API wants a token, or another one: give --token, as in --token "$(${tokenCommandFor(path)})".`
    case 403:
      return isSigned
        ? "There is no API at this path, or the credentials are not the server's, or the clocks differ."
        : 'There is no API at this path, or it does not let you in, or it wants signed connections: try --iam.'
    case 404:
      return 'There is no WebSocket API at this path.'
    case 429:
      return 'Too many connections were opened; wait a little.'
    case 502:
    case 503:
    case 504:
      return 'The server is not ready, or what it needs is not there; try again later.'
    default:
      return ''
  }
}

function tokenCommandFor(path: string): string {
  if (path.startsWith('/prod')) return 'stoa token user --username NAME'
  return path.startsWith('/dev') ? 'stoa token test' : 'stoa token guest'
}
