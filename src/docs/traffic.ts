import Type from 'typebox'
import type { Api, FrameShape } from '../core/index.ts'
import { gatewayFault, jsonFrame } from '../core/index.ts'
import type { MessageObject } from './document.ts'
import { type JsonSchema, jsonSchema } from './json-schema.ts'

/** One kind of message, and which way it goes on which channel. */
export interface Traffic {
  /** What it is called in the document, where two of one name are told apart by numbers. */
  readonly key: string
  readonly action: 'receive' | 'send'
  /** The key of the channel. */
  readonly channel: string
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly description?: string
  readonly contentType: MessageObject['contentType']
  readonly schema: JsonSchema
}

/** What goes over an API's socket: a message for each route, then one for each kind of frame that is sent. */
export function socketTraffic(api: Api): Traffic[] {
  return [
    ...Object.entries(api.routes).map(
      ([name, { schema, summary }]): Traffic => ({
        key: keyOf(name),
        action: 'receive',
        channel: 'socket',
        name,
        title: name,
        summary,
        description: whenSelected(api.selector, name),
        contentType: 'application/json',
        schema: jsonSchema(schema),
      }),
    ),
    ...Object.entries(framesOf(api)).map(
      ([name, { schema, summary, contentType }]): Traffic => ({
        key: keyOf(name),
        action: 'send',
        channel: 'socket',
        name,
        title: name,
        summary,
        contentType,
        schema: jsonSchema(schema),
      }),
    ),
  ]
}

/** A name with nothing in it that a key of the document may not have. Different names have different keys. */
export function keyOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, (other) => `.${other.charCodeAt(0).toString(16)}`)
}

/** The same, with keys that are unique: the second `said` is `said2`. */
export function withUniqueKeys(traffic: readonly Traffic[]): Traffic[] {
  const taken = new Set<string>()
  return traffic.map((one) => {
    let key = one.key
    for (let count = 2; taken.has(key); count += 1) key = `${one.key}${count}`
    taken.add(key)
    return { ...one, key }
  })
}

function whenSelected(selector: string, name: string): string {
  return name === '$default' ? 'Whatever no other route takes.' : `Taken when \`${selector}\` is \`${name}\`.`
}

/** An API with an `error` of its own describes what the gateway says there too. */
function framesOf({ sends, faultFrame }: Api): Readonly<Record<string, FrameShape>> {
  return faultFrame === gatewayFault ? { ...sends, error: sends.error ?? gatewayError } : sends
}

const gatewayError = jsonFrame(
  Type.Object({
    message: Type.String({ description: 'What is wrong: `Forbidden` for what no route takes.' }),
    connectionId: Type.String(),
    requestId: Type.String(),
  }),
  'What is wrong with a frame that was sent.',
)
