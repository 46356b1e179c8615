import { createReadStream } from 'node:fs'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fail } from '../fail.ts'
import { parseJson } from '../parse-json.ts'
import { readAll } from '../read-all.ts'

const maxInputBytes = 64 * 1_024 * 1_024

const given = Type.Array(
  Type.Object({
    Detail: Type.Optional(Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())])),
  }),
  { minItems: 1 },
)
const list = Compile(given)

/** An entry of a PutEvents request. What is in it besides its detail is for the server to judge. */
export interface Entry extends Readonly<Record<string, unknown>> {
  readonly Detail?: string
}

/** Entries in the forms that `aws events put-events` takes them in. What is none ends the program. */
export async function readEntries(text: string): Promise<Entry[]> {
  const entries = entriesOf(await contentOf(text))
  if (entries === 'invalid') {
    return fail(
      'the entries are not a JSON list like [{"Source":"…","DetailType":"…","Detail":"{…}"}] with one event or more',
    )
  }
  return entries
}

/** The entries in a JSON text. A detail that is an object becomes its JSON, as PutEvents wants it. */
export function entriesOf(text: string): Entry[] | 'invalid' {
  const parsed = parseJson(text)
  if (!list.Check(parsed)) return 'invalid'
  return parsed.map(({ Detail: detail, ...rest }) => ({
    ...rest,
    ...(detail !== undefined && { Detail: typeof detail === 'string' ? detail : JSON.stringify(detail) }),
  }))
}

async function contentOf(text: string): Promise<string> {
  if (text === '-') return (await readAll(process.stdin, maxInputBytes, 'the standard input')).toString()
  if (!text.startsWith('file://')) return text
  const path = text.slice('file://'.length)
  try {
    return (await readAll(createReadStream(path), maxInputBytes, path)).toString()
  } catch (error) {
    return fail(`cannot read ${path} (${error instanceof Error ? error.message : String(error)})`)
  }
}
