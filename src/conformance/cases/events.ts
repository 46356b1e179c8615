import type { Bench } from '../bench.ts'
import { type Case, point } from '../case.ts'
import { integer, type Json, keys, Mismatch, matching, record, same } from '../check.ts'
import { type Event, parseJson } from '../event.ts'
import { checkId, checkTwins, commonLogTime } from '../shapes.ts'
import { inferred, origin, sources } from '../sources.ts'
import { watched } from '../watch.ts'

const connectOrigin = origin(sources.connectLog, ['handlers'])
const messageOrigin = origin(sources.messageFixture, ['handlers'])
const contextOrigin = origin(sources.authorizer, ['handlers'])
/** How far apart the clocks of two machines may be. */
const clockSkewMs = 5 * 60_000

export const contextKeys = [
  'apiId',
  'authorizer',
  'connectedAt',
  'connectionId',
  'domainName',
  'eventType',
  'extendedRequestId',
  'identity',
  'messageDirection',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'routeKey',
  'stage',
]

export const eventCases: readonly Case[] = [
  point('events.connect', 'the event of $connect, field by field', connectOrigin, async (bench) => {
    const { top, context } = await connectEvent(bench)
    keys(top, connectKeys, 'an event', ['stageVariables'])
    same(top.isBase64Encoded, false, 'isBase64Encoded')
    keys(context, contextKeys, 'a requestContext')
    checkContext(context, { eventType: 'CONNECT', routeKey: '$connect' }, bench)
    const late =
      integer(context.requestTimeEpoch, 'requestTimeEpoch') - integer(context.connectedAt, 'connectedAt')
    if (late < 0 || late > 1_000)
      throw new Mismatch('connectedAt at requestTimeEpoch', `${late} ms before it`)
  }),
  point(
    'events.connect-headers',
    'the headers of $connect are as sent, and some are added',
    connectOrigin,
    async (bench) => {
      const { top } = await connectEvent(bench, { 'X-Conformance-CASE': 'Yes' })
      const headers = record(top.headers, 'headers')
      same(headers['X-Conformance-CASE'], 'Yes', 'the header X-Conformance-CASE')
      for (const [name, pattern] of addedHeaders) matching(headers[name], pattern, `the header ${name}`)
      const surplus = ['Connection', 'Upgrade', 'Content-Length'].filter((name) => name in headers)
      same(surplus, [], 'headers of the hop itself:')
      checkTwins(headers, record(top.multiValueHeaders, 'multiValueHeaders'))
    },
  ),
  point(
    'events.connect-query',
    'the query of $connect, decoded, each value and all',
    connectOrigin,
    async (bench) => {
      const { notice } = await watched(bench, { query: { text: 'a b&=é', list: ['1', '2'] } })
      const { event } = await notice('connect')
      const single = record(event.top.queryStringParameters, 'queryStringParameters')
      const multiple = record(event.top.multiValueQueryStringParameters, 'multiValueQueryStringParameters')
      same([single.text, single.auth], ['a b&=é', 'allow'], 'the parameters text and auth:')
      same([multiple.text, multiple.list], [['a b&=é'], ['1', '2']], 'all values of text and list:')
    },
  ),
  point('events.message', 'the event of a message, field by field', messageOrigin, async (bench) => {
    const { top, context } = await bench.event(await bench.open())
    keys(top, ['requestContext', 'body', 'isBase64Encoded'], 'an event', ['stageVariables'])
    same(top.isBase64Encoded, false, 'isBase64Encoded')
    keys(context, [...contextKeys, 'messageId'], 'a requestContext')
    checkContext(context, { eventType: 'MESSAGE', routeKey: 'event' }, bench)
    checkId(context.messageId, 'messageId')
  }),
  point(
    'events.message-body',
    'the body of a message reaches the handler as it was sent',
    messageOrigin,
    async (bench) => {
      const client = await bench.open()
      const body = '{ "action" :"event",  "text":"é😀\\u0000\\n </script> \u2028" }'
      client.send(body)
      const frame = await client.next('the event of a message')
      same(record(parseJson(frame), 'an event').body, body, 'body')
    },
  ),
  point('events.ids', 'every message has ids of its own', messageOrigin, async (bench) => {
    const client = await bench.open()
    const [{ context: first }, { context: second }] = [await bench.event(client), await bench.event(client)]
    const all = [first, second].flatMap(({ requestId, messageId }) => [requestId, messageId])
    same(new Set(all).size, 4, 'different requestIds and messageIds,')
    same(second.connectionId, first.connectionId, 'the same connectionId')
  }),
  point('events.connected-at', 'connectedAt is the same on every event', connectOrigin, async (bench) => {
    const { notice, connection } = await watched(bench)
    const { event: connected } = await notice('connect')
    await bench.wait(20)
    const { context } = await bench.event(connection)
    same(context.connectedAt, connected.context.connectedAt, 'connectedAt')
    connection.close(1000)
    const { event: gone } = await notice('disconnect')
    same(gone.context.connectedAt, connected.context.connectedAt, 'connectedAt of $disconnect')
  }),
  point(
    'events.user-agent',
    'identity has the User-Agent of the client if it sent one',
    connectOrigin,
    async (bench) => {
      const named = await bench.event(await bench.open({ headers: { 'User-Agent': 'conformance/1' } }))
      const nameless = await bench.event(await bench.open())
      same(record(named.context.identity, 'identity').userAgent, 'conformance/1', 'userAgent')
      keys(record(nameless.context.identity, 'identity'), ['sourceIp'], 'an identity without a User-Agent,')
    },
  ),
  point('events.context-connect', 'what the authorizer says is on $connect', contextOrigin, async (bench) => {
    const { context } = await connectEvent(bench)
    checkAuthorizer(context)
  }),
  point('events.context-message', 'what the authorizer says is on messages', contextOrigin, async (bench) => {
    const { context } = await bench.event(await bench.open())
    checkAuthorizer(context)
  }),
  point(
    'events.context-disconnect',
    'what the authorizer says is on $disconnect',
    origin(sources.deleted, ['handlers']),
    async (bench) => {
      const { notice, connection } = await watched(bench)
      connection.close(1000)
      const { event } = await notice('disconnect')
      checkAuthorizer(event.context)
    },
  ),
  point(
    'events.context-texts',
    'numbers and booleans of the authorizer are texts',
    inferred('documented for REST APIs; not captured', ['handlers']),
    async (bench) => {
      const { context } = await bench.event(await bench.open())
      const { number, boolean } = record(context.authorizer, 'authorizer')
      same({ number, boolean }, { number: '1', boolean: 'true' }, 'the values')
    },
  ),
]

const connectKeys = [
  'headers',
  'multiValueHeaders',
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'requestContext',
  'isBase64Encoded',
]

const addedHeaders = [
  ['Host', /./],
  ['Sec-WebSocket-Key', /./],
  ['Sec-WebSocket-Version', /^13$/],
  ['X-Amzn-Trace-Id', /^Root=1-[\da-f]{8}-[\da-f]{24}$/],
  ['X-Forwarded-For', /^[\da-f.:]+$/i],
  ['X-Forwarded-Port', /^\d+$/],
  ['X-Forwarded-Proto', /^https?$/],
] as const

async function connectEvent(bench: Bench, headers: Readonly<Record<string, string>> = {}): Promise<Event> {
  const { notice } = await watched(bench, { headers })
  const { event } = await notice('connect')
  return event
}

interface Kind {
  readonly eventType: string
  readonly routeKey: string
}

/** What all request contexts have in common. */
export function checkContext(context: Json, { eventType, routeKey }: Kind, { target }: Bench): void {
  same(context.eventType, eventType, 'eventType')
  same(context.routeKey, routeKey, 'routeKey')
  same(context.messageDirection, 'IN', 'messageDirection')
  same(context.domainName, target.url.host, 'domainName')
  matching(context.stage, /^[\w-]+$/, 'stage')
  matching(context.apiId, /^[a-z\d]+$/, 'apiId')
  checkId(context.connectionId, 'connectionId')
  same(
    context.extendedRequestId,
    checkId(context.requestId, 'requestId'),
    'an extendedRequestId like requestId,',
  )
  const at = integer(context.requestTimeEpoch, 'requestTimeEpoch')
  if (Math.abs(Date.now() - at) > clockSkewMs) throw new Mismatch('a requestTimeEpoch of now', String(at))
  same(context.requestTime, commonLogTime(at), 'requestTime')
  const identity = record(context.identity, 'identity')
  matching(identity.sourceIp, /^[\da-f.:]+$/i, 'identity.sourceIp')
  keys(identity, ['sourceIp'], 'an identity', ['userAgent'])
}

function checkAuthorizer(context: Json): void {
  const { principalId, text } = record(context.authorizer, 'authorizer')
  same({ principalId, text }, { principalId: 'conformance', text: 'héllo' }, 'what the authorizer said,')
}
