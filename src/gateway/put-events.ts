import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../core/ports/clock.ts'
import type { Events, NewEvent } from '../core/ports/events.ts'
import { type AwsErrorAnswer, awsError } from '../protocol/index.ts'

export interface PutEventsOptions {
  readonly events: Events
  /** Who may emit. It comes after the limit on the body, and before anything is read from it here. */
  readonly guard: (service: 'events') => MiddlewareHandler
  readonly clock: Clock
}

/**
 * EventBridge's `PutEvents`: `POST /` with `X-Amz-Target: AWSEvents.PutEvents`. Every other request goes on to the next
 * handler, but for other operations of EventBridge, which are refused.
 */
export function putEvents({ events, guard, clock }: PutEventsOptions): Hono {
  const app = new Hono()
  const answerAll: MiddlewareHandler = async (c) => {
    if (c.req.header('X-Amz-Target') !== `${service}PutEvents`) {
      return refuse(c, awsError('UnknownOperationException', 'The only operation here is PutEvents'))
    }
    const entries = read(await c.req.text())
    if ('refusal' in entries) return refuse(c, entries.refusal)
    const results: Result[] = []
    for (const entry of entries) results.push(await put(entry, events, clock.now()))
    const failed = results.filter((result) => 'ErrorCode' in result)
    return answer(c, 200, { FailedEntryCount: failed.length, Entries: results })
  }
  app.post('/', forEvents(limitedBody), forEvents(guard('events')), forEvents(answerAll))
  return app
}

const service = 'AWSEvents.'

// EventBridge's own limits: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
const maxEntries = 10
const maxBytes = 256 * 1024
// A detail is JSON in JSON: with their escapes, two bytes of it take six here at most.
const maxBodyBytes = 4 * maxBytes
// Far more than people write, and far less than what makes writing it as JSON again overflow the stack.
const maxDepth = 200

/** The end of the year 9999, in seconds: the last that RFC 3339 can write. */
const maxSeconds = 253_402_300_799

const entrySchema = Type.Object({
  Source: Type.Optional(Type.String()),
  DetailType: Type.Optional(Type.String()),
  Detail: Type.Optional(Type.String()),
  EventBusName: Type.Optional(Type.String()),
  /** Seconds since 1970 as SDKs send them, or a text in RFC 3339. */
  Time: Type.Optional(
    Type.Union([Type.Number({ minimum: 0, maximum: maxSeconds }), Type.String({ format: 'date-time' })]),
  ),
  Resources: Type.Optional(Type.Array(Type.String())),
  TraceHeader: Type.Optional(Type.String()),
})
const request = Compile(Type.Object({ Entries: Type.Optional(Type.Array(entrySchema)) }))

type Entry = Static<typeof entrySchema>

type Result = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string }

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) =>
    refuse(c, awsError('RequestTooLargeException', `The body has more than ${maxBodyBytes} bytes`)),
})

/** `handler` for requests to EventBridge; others pass it by. */
function forEvents(handler: MiddlewareHandler): MiddlewareHandler {
  return async (c, next) => (c.req.header('X-Amz-Target')?.startsWith(service) ? handler(c, next) : next())
}

function answer(c: Context, status: 200 | AwsErrorAnswer['status'], body: object): Response {
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/x-amz-json-1.1' })
}

function refuse(c: Context, { status, headers, body }: AwsErrorAnswer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return answer(c, status, body)
}

/** The entries of a request, if all of them together are one that EventBridge would look into. */
function read(body: string): readonly Entry[] | { readonly refusal: AwsErrorAnswer } {
  const parsed = parse(body)
  if (!request.Check(parsed)) {
    return { refusal: awsError('SerializationException', 'The body is not a PutEvents request in JSON') }
  }
  const { Entries: entries } = parsed
  const problem = problemOf(entries)
  return problem === undefined ? (entries ?? []) : { refusal: awsError('ValidationException', problem) }
}

/** `undefined` for what is not JSON, which no JSON text stands for. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is wrong with the entries as a whole. It does not quote them: they may be long, and secret. */
function problemOf(entries: readonly Entry[] | undefined): string | undefined {
  if (entries === undefined) return violated('null', 'entries', 'not be null')
  const shown = `'[${entries.length} entries]'`
  if (entries.length < 1) return violated(shown, 'entries', 'have length greater than or equal to 1')
  if (entries.length > maxEntries) {
    return violated(shown, 'entries', `have length less than or equal to ${maxEntries}`)
  }
  const wrongBus = entries.findIndex(
    ({ EventBusName: name }) => name !== undefined && busOf(name) === undefined,
  )
  if (wrongBus >= 0) {
    const at = `entries.${wrongBus + 1}.member.eventBusName`
    return violated("'…'", at, `satisfy regular expression pattern: ${busPattern.source}`)
  }
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0)
  return bytes > maxBytes ? 'Total size of the entries in the request is over the limit.' : undefined
}

function violated(value: string, at: string, constraint: string): string {
  const failure = `Value ${value} at '${at}' failed to satisfy constraint: Member must ${constraint}`
  return `1 validation error detected: ${failure}`
}

function bytesOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14)
}

// From EventBridge's API model, with the length of a bus's name.
const busPattern = /^(?:arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:\d{12}:event-bus\/)?([.\-\w]{1,256})$/

/** The bus that a name or an ARN stands for. */
function busOf(name: string): string | undefined {
  return busPattern.exec(name)?.[1]
}

async function put(entry: Entry, events: Events, now: number): Promise<Result> {
  const event = eventOf(entry, now)
  if ('ErrorCode' in event) return event
  const accepted = await events.emit(event)
  return accepted === 'full'
    ? failure('ThrottlingException', 'Too many events are waiting.')
    : { EventId: accepted.id }
}

function eventOf(entry: Entry, now: number): NewEvent | ReturnType<typeof failure> {
  const { Source: source, DetailType: detailType, Detail: text, EventBusName = 'default' } = entry
  if (!source) return missing('Source')
  if (!detailType) return missing('DetailType')
  if (!text) return missing('Detail')
  if (source.startsWith('aws.')) {
    return failure('NotAuthorizedForSourceException', 'Not authorized for the source.')
  }
  const time = timeOf(entry.Time, now)
  if (Number.isNaN(time)) return failure('InvalidArgument', 'Parameter Time is not valid.')
  const detail = parse(text)
  if (!isObject(detail) || !isWithin(maxDepth, detail)) {
    return failure('MalformedDetail', 'Detail is malformed.')
  }
  const bus = busOf(EventBusName) ?? EventBusName
  return { bus, source, detailType, detail, resources: entry.Resources ?? [], time }
}

function failure(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage }
}

function missing(name: string) {
  return failure('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`)
}

/** In milliseconds; not a number for a leap second, which `Date` does not know. */
function timeOf(time: Entry['Time'], now: number): number {
  if (time === undefined) return now
  return typeof time === 'number' ? Math.round(time * 1_000) : Date.parse(time)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWithin(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((inner) => isWithin(depth - 1, inner))
}
