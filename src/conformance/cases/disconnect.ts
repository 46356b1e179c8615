import type { Bench } from '../bench.ts'
import { type Case, point } from '../case.ts'
import { integer, keys, record, same } from '../check.ts'
import type { Event } from '../event.ts'
import { checkTwins } from '../shapes.ts'
import { inferred, origin, sources } from '../sources.ts'
import { watched } from '../watch.ts'
import type { Connection } from '../wire/connection.ts'
import { checkContext, contextKeys } from './events.ts'

const captured = origin(sources.disconnectFixture, ['handlers'])
const tabClosed = origin(sources.connectLog, ['handlers'])
const byClient = inferred("the code and the reason are the close frame's", ['handlers'])

const closes = (
  name: string,
  title: string,
  from: typeof captured,
  close: (connection: Connection) => void,
  code: number,
  reason: string,
): Case =>
  point(`disconnect.${name}`, title, from, async (bench) =>
    checkCode(await ended(bench, close), code, reason),
  )

export const disconnectCases: readonly Case[] = [
  point('disconnect.event', 'the event of $disconnect, field by field', captured, async (bench) => {
    const { top, context } = await ended(bench, (connection) => connection.close(1000))
    keys(top, ['headers', 'multiValueHeaders', 'requestContext', 'isBase64Encoded'], 'an event', [
      'stageVariables',
    ])
    same(top.isBase64Encoded, false, 'isBase64Encoded')
    keys(context, [...contextKeys, 'disconnectStatusCode', 'disconnectReason'], 'a requestContext')
    checkContext(context, { eventType: 'DISCONNECT', routeKey: '$disconnect' }, bench)
  }),
  point(
    'disconnect.headers',
    'the headers of $disconnect are four, three of them empty',
    captured,
    async (bench) => {
      const { top } = await ended(bench, (connection) => connection.close(1000))
      const headers = record(top.headers, 'headers')
      const expected = { Host: headers.Host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
      same(headers, expected, 'headers')
      same(headers.Host, bench.target.url.host, 'Host')
      checkTwins(headers, record(top.multiValueHeaders, 'multiValueHeaders'))
    },
  ),
  closes(
    'going-away',
    'a closed tab is 1001 without a reason',
    tabClosed,
    (one) => one.close(1001),
    1001,
    '',
  ),
  closes(
    'no-code',
    'a close frame without a code is 1005 with the reason that Java gives it',
    captured,
    (one) => one.close(),
    1005,
    'Client-side close frame status not set',
  ),
  closes('normal', 'a client that closes with 1000 is 1000', byClient, (one) => one.close(1000), 1000, ''),
  closes('own', "a code and a reason of one's own", byClient, (one) => one.close(4001, 'bye'), 4001, 'bye'),
  {
    id: 'disconnect.cut',
    title: 'a connection that breaks is told too, if under which code is not known',
    ...inferred('not documented', ['handlers']),
    async run(bench) {
      const { context } = await ended(bench, (connection) => connection.cut())
      const code = integer(context.disconnectStatusCode, 'disconnectStatusCode')
      return `${code} ${String(context.disconnectReason)}`.trim()
    },
  },
  point(
    'disconnect.deleted',
    'DELETE closes with 1000, and $disconnect runs',
    origin(sources.deleted, ['handlers', 'management']),
    async (bench) => {
      const { notice, connection } = await watched(bench)
      const { event: connected } = await notice('connect')
      const { status } = await bench.manage('DELETE', String(connected.context.connectionId))
      same(status, 204, 'status')
      const { code } = await connection.closed('a close')
      same(code, 1000, 'the close code')
      const { event } = await notice('disconnect')
      checkCode(event, 1000, 'Connection Closed Normally')
    },
  ),
]

async function ended(bench: Bench, close: (connection: Connection) => void): Promise<Event> {
  const { notice, connection } = await watched(bench)
  await notice('connect')
  close(connection)
  const { event } = await notice('disconnect')
  return event
}

function checkCode({ context }: Event, code: number, reason: string): void {
  const { disconnectStatusCode, disconnectReason } = context
  const expected = { disconnectStatusCode: code, disconnectReason: reason }
  same({ disconnectStatusCode, disconnectReason }, expected, 'the end,')
}
