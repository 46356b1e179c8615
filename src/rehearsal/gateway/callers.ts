import type { Context } from 'hono'
import { incomingOf } from '../../identity/index.ts'
import type { OwnSocket } from '../../presets/functions-socket.ts'
import type { Aws } from '../services/index.ts'
import type { Resource } from '../template/index.ts'

/** Who asks the server for something. */
export type Caller =
  | { readonly kind: 'function'; readonly resource: Resource }
  /** Something in the process of a function, without its credentials. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person' }

/** Functions are known by the access key that they sign with. */
export function callerOf(c: Context, aws: Pick<Aws, 'functionOf'>, socket: OwnSocket): Caller {
  const key = accessKeyIn(c.req.header('Authorization'))
  const resource = key === undefined ? undefined : aws.functionOf(key)
  if (resource !== undefined) return { kind: 'function', resource }
  const connection = incomingOf(c)?.socket
  return connection !== undefined && socket.connections.has(connection)
    ? { kind: 'nobody' }
    : { kind: 'person' }
}

const accessKeyIn = (authorization = ''): string | undefined =>
  /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\//.exec(authorization)?.[1]
