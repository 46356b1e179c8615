import { Option } from 'commander'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type AwsService, signHeaders } from './aws-request.ts'
import { readCredentials } from './credentials.ts'
import { fail } from './fail.ts'
import { defaultRegion, defaultServerUrl, readRegion, readServerUrl } from './options.ts'
import { parseJson } from './parse-json.ts'
import { readAll } from './read-all.ts'
import { visible } from './visible.ts'

const patienceMs = 30_000
const maxAnswerBytes = 64 * 1_024 * 1_024
const shownCharacters = 500

/** Options of every command that talks to a server. */
export interface ServerOptions {
  readonly url: URL
  readonly region: string
  readonly json?: boolean
}

export const serverOptions = (): Option[] => [
  urlOption(),
  regionOption(),
  new Option('--json', 'print JSON, for scripts'),
]

export const urlOption = (): Option =>
  new Option('--url <url>', 'where the server is')
    .env('STOA_URL')
    .argParser(readServerUrl)
    .default(new URL(defaultServerUrl), defaultServerUrl)

export const regionOption = (): Option =>
  new Option('--region <region>', 'region to sign requests for')
    .env('AWS_REGION')
    .argParser(readRegion)
    .default(defaultRegion)

export const credentialsHelp =
  '\nRequests are signed with STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY, or else with AWS_ACCESS_KEY_ID,\n' +
  'AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. A server takes unsigned ones from its own machine only.'

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Joined to the path of the server's URL. It may carry a query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Whom it is signed for where there are credentials. Without it, it is never signed. */
  readonly service?: AwsService
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Ask a server. One that cannot be reached ends the program. */
export async function call(
  server: ServerOptions,
  { method, path, headers = {}, body, service }: Call,
): Promise<Answer> {
  const url = new URL(`${server.url.origin}${server.url.pathname.replace(/\/+$/, '')}${path}`)
  const credentials = service === undefined ? undefined : readCredentials(process.env)
  const carried = body === undefined ? {} : { body }
  const signed =
    service === undefined || credentials === undefined
      ? headers
      : signHeaders(
          { service, method, url, headers, ...carried },
          { credentials, region: server.region, now: Date.now() },
        )
  try {
    const response = await fetch(url, {
      method,
      headers: signed,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
      ...carried,
    })
    const answer = await readAll(response.body ?? nothing(), maxAnswerBytes, `the answer of ${url.origin}`)
    return { status: response.status, headers: response.headers, body: answer.toString() }
  } catch (error) {
    return fail(`cannot reach ${url.origin} (${causeOf(error)}); is the server running there?`)
  }
}

/** End with what a server said instead of doing what was asked of it, and with what may help. */
export function refused({ url }: ServerOptions, answer: Answer): never {
  const said = wordsOf(answer.body)
  return fail(`${url.origin} refused with status ${answer.status}${said && `: ${said}`}${helpWith(answer)}`)
}

/** End because a server answered in words that are not Stoa's. */
export function misunderstood({ url }: Pick<ServerOptions, 'url'>): never {
  return fail(`${url.origin} answered, but not like a Stoa server; is it the right --url?`)
}

/** Why something failed, in the words of the innermost error. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return causeOf(error.cause)
  // A name with several addresses fails with one error each.
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0])
  return error.message
}

const worded = Compile(
  Type.Object({
    __type: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    Message: Type.Optional(Type.String()),
    errorMessage: Type.Optional(Type.String()),
  }),
)

/** What an error's body says to a person: AWS's services, a function's error, or plain text. */
function wordsOf(body: string): string {
  const parsed = parseJson(body)
  const words = worded.Check(parsed)
    ? [parsed.__type, parsed.message ?? parsed.Message ?? parsed.errorMessage]
    : [body.trim()]
  return visible(words.filter(Boolean).join(': ')).slice(0, shownCharacters)
}

function helpWith({ status, body }: Answer): string {
  if (status !== 403) return ''
  if (body.includes('ForbiddenException')) return '; is there an API at this path? give its own with --path'
  return readCredentials(process.env) === undefined
    ? '; if it has credentials, set STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY to them'
    : "; are the credentials the server's, and do both clocks agree?"
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
