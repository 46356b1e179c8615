import type { IncomingMessage } from 'node:http'
import { accountId, apiDomain } from '../arns.ts'
import type { RestApi, RestMethod } from './rest-apis.ts'

export interface RestRequest {
  readonly incoming: IncomingMessage
  /** Without the stage. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly sourceIp: string
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly now: number
}

type Multi = Readonly<Record<string, readonly string[]>>

/** A request as a REST API hands it to a function (payload version 1). */
export function restEvent(
  api: RestApi,
  { resourceId, resourcePath }: RestMethod,
  parameters: Readonly<Record<string, string>>,
  request: RestRequest,
) {
  const { incoming, path, query, body, sourceIp, requestId, now } = request
  const domainName = apiDomain(api.id)
  const headers = gathered([
    ...pairs(incoming.rawHeaders).filter(([name]) => name.toLowerCase() !== 'host'),
    ['Host', domainName],
    ['X-Forwarded-For', sourceIp],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ])
  const queries = gathered([...query])
  const httpMethod = incoming.method ?? 'GET'
  return {
    resource: resourcePath,
    path,
    httpMethod,
    headers: lasts(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lasts(queries)),
    multiValueQueryStringParameters: orNull(queries),
    pathParameters: orNull(parameters),
    stageVariables: api.variables ?? null,
    requestContext: {
      resourceId,
      resourcePath,
      httpMethod,
      extendedRequestId: requestId,
      requestTime: requestTime(now),
      path: `/${api.stage}${path}`,
      accountId,
      protocol: 'HTTP/1.1',
      stage: api.stage,
      domainPrefix: api.id,
      requestTimeEpoch: now,
      requestId,
      identity: { ...nobody, sourceIp, userAgent: incoming.headers['user-agent'] ?? null },
      domainName,
      apiId: api.id,
    },
    body: body === '' ? null : body,
    isBase64Encoded: false,
  }
}

const nobody = {
  cognitoIdentityPoolId: null,
  accountId: null,
  cognitoIdentityId: null,
  caller: null,
  principalOrgId: null,
  accessKey: null,
  cognitoAuthenticationType: null,
  cognitoAuthenticationProvider: null,
  userArn: null,
  user: null,
}

function pairs(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []))
}

function gathered(entries: readonly (readonly [string, string])[]): Multi {
  const all = new Map<string, string[]>()
  for (const [name, value] of entries) {
    if (name !== '') all.set(name, [...(all.get(name) ?? []), value])
  }
  return Object.fromEntries(all)
}

const lasts = (multi: Multi): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']))

const orNull = <T extends object>(members: T): T | null =>
  Object.keys(members).length === 0 ? null : members

/** `21/Nov/2026:23:30:32 +0000`. */
function requestTime(now: number): string {
  const [, , day = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
