import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Json } from '../check.ts'
import { commonLogTime } from '../shapes.ts'
import type { StubApi, Upgrade } from './behaviour.fixture.ts'

/** A connection of the stub, or one that wants to be. */
export interface Member {
  readonly id: string
  readonly api: StubApi
  readonly host: string
  readonly userAgent: string | undefined
  readonly rawHeaders: readonly string[]
  readonly upgrade: Upgrade
  readonly connectedAt: number
  /** Once the upgrade is done. */
  ws?: WebSocket
}

export const newId = (): string => `${randomBytes(11).toString('base64url')}=`

const doubled = (single: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value]]))

function contextOf(member: Member, routeKey: string, eventType: string): Json {
  const requestId = newId()
  const requestTimeEpoch = Date.now()
  const { userAgent } = member
  return {
    routeKey,
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(requestTimeEpoch),
    messageDirection: 'IN',
    stage: member.api,
    connectedAt: member.connectedAt,
    requestTimeEpoch,
    identity: { ...(userAgent !== undefined && { userAgent }), sourceIp: '127.0.0.1' },
    requestId,
    domainName: member.host,
    connectionId: member.id,
    apiId: 'abc123',
  }
}

function authorizerOf({ upgrade }: Member): Json {
  const watch = upgrade.query.get('watch')
  const said = { principalId: 'conformance', text: 'héllo', number: '1', boolean: 'true' }
  return upgrade.api === 'main' ? { authorizer: { ...said, ...(watch && { watch }) } } : {}
}

export function authorizerEvent(member: Member): Json {
  const headers = headersOf(member, [])
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:abc123/main/$connect',
    headers,
    multiValueHeaders: doubled(headers),
    ...queryOf(member),
    stageVariables: {},
    requestContext: contextOf(member, '$connect', 'CONNECT'),
  }
}

export function connectEvent(member: Member): Json {
  const headers = headersOf(member, ['connection', 'upgrade', 'content-length'])
  return {
    headers,
    multiValueHeaders: doubled(headers),
    ...queryOf(member),
    requestContext: { ...contextOf(member, '$connect', 'CONNECT'), ...authorizerOf(member) },
    isBase64Encoded: false,
  }
}

export function messageEvent(member: Member, routeKey: string, body: string): Json {
  const context = { ...contextOf(member, routeKey, 'MESSAGE'), ...authorizerOf(member), messageId: newId() }
  return { requestContext: context, body, isBase64Encoded: false }
}

export function disconnectEvent(member: Member, code: number, reason: string): Json {
  const headers = { Host: member.host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
  return {
    headers,
    multiValueHeaders: doubled(headers),
    requestContext: {
      ...contextOf(member, '$disconnect', 'DISCONNECT'),
      ...authorizerOf(member),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  }
}

function headersOf({ rawHeaders }: Member, without: readonly string[]): Readonly<Record<string, string>> {
  const sent = Array.from({ length: rawHeaders.length / 2 }, (_, at) => rawHeaders.slice(at * 2, at * 2 + 2))
  return {
    ...Object.fromEntries(
      sent
        .map(([name = '', value = '']) => [name, value])
        .filter(([name = '']) => !without.includes(name.toLowerCase())),
    ),
    'X-Amzn-Trace-Id': 'Root=1-01234567-0123456789abcdef01234567',
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Port': '80',
    'X-Forwarded-Proto': 'http',
  }
}

function queryOf({ upgrade: { query } }: Member): Json {
  const names = [...new Set(query.keys())]
  return {
    queryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)])),
    multiValueQueryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
  }
}
