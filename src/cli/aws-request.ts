import aws4 from 'aws4'
import type { Credentials } from './credentials.ts'

export type AwsService = 'events' | 'execute-api' | 'lambda'

/** Who signs, for which region, and when (milliseconds since 1970). */
export interface Signing {
  readonly credentials: Credentials
  readonly region: string
  readonly now: number
}

export interface AwsRequest {
  readonly service: AwsService
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/**
 * The headers with which `request` is signed (SigV4), its own among them. The host is signed too, but it is not in the
 * answer: who sends the request writes it.
 */
export function signHeaders(
  { service, method, url, headers, body }: AwsRequest,
  { credentials, region, now }: Signing,
): Record<string, string> {
  const { sessionToken } = credentials
  const signer = new aws4.RequestSigner(
    {
      service,
      region,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        Host: url.host,
        'X-Amz-Date': amzDate(now),
        ...(sessionToken && { 'X-Amz-Security-Token': sessionToken }),
      },
      // What it would add, such as a length, is written by who sends the request, and twice is wrong.
      doNotModifyHeaders: true,
      ...(body !== undefined && { body }),
    },
    credentials,
  )
  // Without that it takes the date from its own clock.
  signer.datetime = amzDate(now)
  return Object.fromEntries(
    Object.entries(signer.sign().headers ?? {})
      .filter(([name]) => name !== 'Host')
      .map(([name, value]) => [name, String(value)]),
  )
}

/** `url` with a signature of its GET in the query, as API Gateway's IAM authorization wants it for an upgrade. */
export function signQuery(url: URL, { credentials, region, now }: Signing): URL {
  const dated = new URL(url)
  dated.searchParams.set('X-Amz-Date', amzDate(now))
  const { path = '/' } = aws4.sign(
    {
      service: 'execute-api',
      region,
      method: 'GET',
      path: `${dated.pathname}${dated.search}`,
      headers: { Host: url.host },
      signQuery: true,
    },
    credentials,
  )
  return new URL(`${url.protocol}//${url.host}${path}`)
}

/** `20260101T120000Z` */
function amzDate(now: number): string {
  return new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '')
}
