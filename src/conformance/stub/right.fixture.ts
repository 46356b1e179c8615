import { isRecord } from '../check.ts'
import { parseJson } from '../event.ts'
import type { Behaviour, Upgrade } from './behaviour.fixture.ts'

const kib = 1_024
const never = 2 ** 30

const verdicts: Readonly<Record<string, number>> = {
  allow: 200,
  everything: 200,
  second: 200,
  unauthorized: 401,
  deny: 403,
  elsewhere: 403,
  both: 403,
  throw: 500,
  nonsense: 500,
  bare: 500,
  object: 500,
  large: 500,
}

/** As the contract says. */
export const right: Behaviour = {
  plain: (path) => (path === '/ping' ? 200 : 426),
  admit({ api, target, isSigned }) {
    if (target.length > 4_096) return 414
    return api === undefined || (api === 'iam' && !isSigned) ? 403 : 200
  },
  authorize: ({ api, query }) =>
    api === 'main' ? (query.get('auth') ? (verdicts[query.get('auth') ?? ''] ?? 403) : 401) : 200,
  connect: statusOfConnect,
  callsAuthorizer: ({ api, query }) => api === 'main' && Boolean(query.get('auth')),
  authorizesAgain: false,
  waits: true,
  subprotocol: ({ query }) => query.get('protocol') ?? undefined,
  event: (_kind, event) => event,
  route: routeOf,
  frame: (message, { connectionId, requestId }) =>
    `{"message": "${message}", "connectionId":"${connectionId}", "requestId":"${requestId}"}`,
  answer: (routeKey, body) => (oneWay.includes(routeKey) ? undefined : body),
  context: {
    awsRequestId: '01234567-89ab-cdef-0123-456789abcdef',
    functionName: 'routes',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:routes',
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/routes',
    logStreamName: '2026/01/02/[$LATEST]0',
    remaining: 900,
  },
  endsOnErrors: false,
  checksModels: true,
  throttles: true,
  maxFrameBytes: 32 * kib,
  maxMessageBytes: 128 * kib,
  binaryCode: 1003,
  pongs: true,
  answersCloses: true,
  endsOnEmpty: false,
  managed: (_request, answer) => answer,
  delivered: (text) => text,
  deleteCode: 1000,
  sdk: (_operation, result) => result,
  postsEarly: false,
  end: (code, reason) => ({ code, reason }),
  tells: () => true,
  idleMs: never,
  maxAgeMs: never,
  ageCode: 1001,
}

const oneWay = ['oneway', 'status', 'nonsense', 'throttled']
const mainRoutes = [...oneWay, 'probe', 'event', 'size', 'context', 'throw', 'slow', 'model', 'manage']

function statusOfConnect({ query }: Upgrade): number {
  return query.has('outcome') ? 502 : Number(query.get('status') ?? 200)
}

function routeOf(api: string, text: string): string | undefined {
  const body = parseJson(text)
  const action = isRecord(body) ? textOf(body.action) : ''
  if (api !== 'plain') return mainRoutes.includes(action) ? action : '$default'
  const target = isRecord(body) && isRecord(body.target) ? textOf(body.target.name) : ''
  const key = `${action}-${target}`
  return ['event-deep', 'event-'].includes(key) ? key : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
