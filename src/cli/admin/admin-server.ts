import { Option } from 'commander'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fail } from '../fail.ts'
import { defaultRegion } from '../options.ts'
import { parseJson } from '../parse-json.ts'
import { type Answer, type Call, call, misunderstood, urlOption } from '../server-call.ts'
import { visible } from '../visible.ts'

/** Options of every command that the admin gives. */
export interface AdminOptions {
  readonly url: URL
  readonly adminToken?: string
  readonly json?: boolean
}

export const adminOptions = (): Option[] => [
  urlOption(),
  new Option('--admin-token <token>', 'the admin token of the server; better in the environment').env(
    'STOA_ADMIN_TOKEN',
  ),
  new Option('--json', 'print JSON, for scripts'),
]

export const adminHelp =
  '\nThe admin token is what the server was given with --admin-token, STOA_ADMIN_TOKEN or admin_token in its stage file, or\n' +
  'else what it shows when it starts on a terminal.'

/** Something that can be done below `/admin`. */
export interface AdminCall extends Pick<Call, 'method' | 'path'> {
  readonly body?: unknown
}

/** The JSON that a server answers with. A refusal, and an answer of something else, end the program. */
export async function askAdmin(options: AdminOptions, { method, path, body }: AdminCall): Promise<unknown> {
  // A variable may be empty.
  const { adminToken } = options
  if (!adminToken) return fail('give the admin token of the server: set STOA_ADMIN_TOKEN, or --admin-token')
  if (!/^[\x21-\x7e]+$/.test(adminToken)) return fail('an admin token is of ASCII, and has no spaces in it')
  const server = { ...options, region: defaultRegion }
  const answer = await call(server, {
    method,
    path: `/admin${path}`,
    headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const said = parseJson(answer.body)
  if (answer.status < 300 && typeof said === 'object' && said !== null) return said
  const refusal = refusalIn(answer)
  return refusal === undefined ? misunderstood(server) : fail(`${options.url.origin} refused: ${refusal}`)
}

const refusal = Compile(Type.Object({ error: Type.Object({ message: Type.String() }) }))
const shownCharacters = 500

/** Why a server did not do what it was asked for; `undefined` if it is no Stoa that answers. */
export function refusalIn({ body }: Pick<Answer, 'body'>): string | undefined {
  const said = parseJson(body)
  return refusal.Check(said) ? visible(said.error.message).slice(0, shownCharacters) : undefined
}
