import { isRecord, type Json } from '../../check.ts'
import type { Behaviour, EventKind } from '../behaviour.fixture.ts'
import { type Fault, ids } from './fault.fixture.ts'

/** What handlers get. */
export const eventFaults: readonly Fault[] = [
  ...(['connect', 'message', 'disconnect'] as const).flatMap((kind): Fault[] => [
    [
      `the event of ${kind} has a field too many`,
      changing(kind, (event) => ({ ...event, resource: '/' })),
      [eventCase(kind)],
    ],
    [
      `the context of ${kind} has a field too many`,
      changing(kind, (event) => context(event, { httpMethod: 'GET' })),
      [eventCase(kind)],
    ],
    [
      `the event of ${kind} has ids of its own kind`,
      changing(kind, (event) => context(event, { requestId: 'a', extendedRequestId: 'a' })),
      [eventCase(kind)],
    ],
    [
      `the time of ${kind} is another's`,
      changing(kind, (event) => context(event, { requestTime: 'now' })),
      [eventCase(kind)],
    ],
    [
      `the event of ${kind} has no authorizer`,
      changing(kind, (event) => context(event, { authorizer: {} })),
      [`events.context-${kind}`],
    ],
  ]),
  [
    'the event of the authorizer has no connectionId',
    changing('authorizer', (event) => context(event, { connectionId: undefined })),
    ['authorizer.event'],
  ],
  [
    'the authorizer sees no upgrade',
    changing('authorizer', (event) => ({ ...event, headers: { Host: 'x' } })),
    ids('authorizer', 'event upgrade-headers'),
  ],
  ['headers of $connect are in lower case', changing('connect', lowerHeaders), ['events.connect-headers']],
  [
    'the query of $connect is not decoded',
    changing('connect', (event) => ({ ...event, queryStringParameters: { text: 'a+b' } })),
    ['events.connect-query'],
  ],
  [
    'bodies are trimmed',
    changing('message', (event) => ({ ...event, body: textOf(event.body).replaceAll('  ', ' ') })),
    ['events.message-body'],
  ],
  [
    'ids of messages are made once',
    changing('message', (event) => context(event, { messageId: 'AAAAAAAAAAAAAAA=' })),
    ['events.ids'],
  ],
  [
    'connectedAt is the time of the event',
    changing('message', (event) => context(event, { connectedAt: Date.now() })),
    ['events.connected-at'],
  ],
  [
    'identity has what nobody sent',
    changing('message', (event) => context(event, { identity: { sourceIp: '::1', userAgent: null } })),
    ['events.user-agent'],
  ],
  [
    'what the authorizer says keeps its types',
    changing('message', (event) => context(event, { authorizer: { number: 1, boolean: true } })),
    ['events.context-texts'],
  ],
  [
    '$disconnect has headers of its own',
    changing('disconnect', (event) => ({ ...event, headers: {} })),
    ['disconnect.headers'],
  ],
  [
    '$disconnect is told no code',
    { end: () => ({ code: 1006, reason: 'gone' }) },
    ids('disconnect', 'going-away no-code normal own deleted'),
  ],
  [
    '$disconnect has a text for a code',
    changing('disconnect', (event) => context(event, { disconnectStatusCode: '1006' })),
    ['disconnect.cut'],
  ],
  [
    '$disconnect runs for clients only',
    { tells: (code) => code !== 1006 && code !== 1000 },
    ids('disconnect', 'event headers cut normal deleted'),
  ],
]

function eventCase(kind: EventKind): string {
  return kind === 'disconnect' ? 'disconnect.event' : `events.${kind}`
}

function changing(kind: EventKind, change: (event: Json) => Json): Partial<Behaviour> {
  return { event: (which, event) => (which === kind ? change(event) : event) }
}

function context(event: Json, fields: Json): Json {
  const known = event.requestContext
  return { ...event, requestContext: { ...(isRecord(known) && known), ...fields } }
}

function lowerHeaders(event: Json): Json {
  const headers = isRecord(event.headers) ? event.headers : {}
  return {
    ...event,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
