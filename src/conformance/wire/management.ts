import aws4 from 'aws4'
import type { Signing } from '../target.ts'
import { exchange, type HttpAnswer, type Patience } from './http.ts'

export interface ManagementRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The API's. */
  readonly url: URL
  /** Behind the API's path: `/@connections/L0SM9cOFvHcCIhw%3D`, sent as it is. */
  readonly path: string
  readonly body?: string
  readonly signing: Signing
}

/** One request of the management API, signed with SigV4 as the AWS SDKs sign it. */
export function askManagement(request: ManagementRequest, patience: Patience): Promise<HttpAnswer> {
  const { method, url, path, body, signing } = request
  const target = `${url.pathname.replace(/\/+$/, '')}${path}`
  const { region, accessKeyId, secretAccessKey, sessionToken } = signing
  const { headers = {} } = aws4.sign(
    {
      service: 'execute-api',
      region,
      method,
      path: target,
      headers: {
        Host: url.host,
        ...(body !== undefined && { 'Content-Type': 'application/octet-stream' }),
      },
      ...(body !== undefined && { body }),
    },
    { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  )
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return exchange(
    { method, origin: url, target, headers: texts, ...(body !== undefined && { body }) },
    patience,
  )
}
