import { Compile } from 'typebox/compile'
import { asyncApiDocuments } from '../../src/presets/index.ts'

type ApiDocument = ReturnType<typeof asyncApiDocuments>[number]
type Schema = ApiDocument['document']['components']['schemas'][string]

/** What is wrong with a frame; `undefined` if it is described. */
export type FrameCheck = (frame: string) => string | undefined

/**
 * Holds frames against the AsyncAPI document of the API that this URL reaches on a server without a stage file. An
 * object may have no more properties than its schema names, so that nothing is sent that is described nowhere.
 * `undefined` for a path at which a test serves an API of its own.
 */
export function frameCheck(url: string): FrameCheck | undefined {
  const { pathname, searchParams } = new URL(url)
  const path = pathname.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  return checks.get(path) ?? (searchParams.has('auth_token') ? checks.get('/') : undefined)
}

const checks = new Map(
  asyncApiDocuments({ url: 'ws://127.0.0.1' }).map((api) => [api.path, checkOf(api)] as const),
)

function checkOf({ name, document }: ApiDocument): FrameCheck {
  const sent = Object.values(document.operations)
    .filter(({ action, channel }) => action === 'send' && channel.$ref === '#/channels/socket')
    .flatMap(({ messages }) => messages.map(({ $ref }) => lastOf($ref)))
  const described = sent.map((key) => matcherOf(document.components, key))
  return (frame) =>
    described.some((matches) => matches(frame))
      ? undefined
      : `the document of ${name} describes no such frame: ${frame.slice(0, 300)}`
}

function matcherOf({ messages, schemas }: ApiDocument['document']['components'], key: string) {
  const message = messages[key]
  const schema = schemas[lastOf(message?.payload.$ref ?? '')]
  if (message === undefined || schema === undefined) throw new Error(`the document has no schema of ${key}`)
  const validator = Compile(closed(schema))
  return message.contentType === 'text/plain'
    ? (frame: string) => validator.Check(frame)
    : (frame: string) => {
        const parsed = parse(frame)
        return parsed !== notJson && validator.Check(parsed)
      }
}

function lastOf(reference: string): string {
  return reference.split('/').at(-1) ?? ''
}

const notJson = Symbol('not JSON')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return notJson
  }
}

/** The schema with every object limited to the properties that it names. */
function closed(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.type === 'object' && value.properties !== undefined
      ? { additionalProperties: false, ...value }
      : value,
  )
}
