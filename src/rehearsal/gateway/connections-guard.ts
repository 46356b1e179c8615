import type { MiddlewareHandler } from 'hono'
import type { OwnSocket } from '../../presets/functions-socket.ts'
import { type AwsErrorType, awsError } from '../../protocol/index.ts'
import { apiDomain, executeApiArn } from '../arns.ts'
import type { Aws } from '../services/index.ts'
import { callerOf } from './callers.ts'
import type { PlacedApi } from './placed-apis.ts'

/** One request for the management API of an API. */
export interface ManagementCall {
  readonly method: string
  readonly apiId: string
  readonly connectionId: string
}

/** What the rehearsal answers in the place of the gateway, to see what functions make of it. */
export type ManagementFault = (call: ManagementCall) => 'gone' | 'throttled' | undefined

export interface ConnectionsGuardOptions {
  readonly aws: Aws
  readonly places: readonly PlacedApi[]
  readonly socket: OwnSocket
  /** For who is no function. */
  readonly people: MiddlewareHandler
  readonly fault: ManagementFault | undefined
  /** Told of what a role may not do, in AWS's words. */
  readonly onDenied: (message: string) => void
}

/**
 * Lets a request for `@connections` through if the role of the function that asks may manage the connections of that API
 * (`execute-api:ManageConnections`), or if a program on this machine asks.
 */
export function connectionsGuard(options: ConnectionsGuardOptions): MiddlewareHandler {
  const { aws, places, socket, people, fault, onDenied } = options
  return async (c, next) => {
    const caller = callerOf(c, aws, socket)
    if (caller.kind === 'nobody')
      return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token')
    const [base = '', encoded = ''] = c.req.path.split('/@connections/')
    const api = apiAt(c.req.header('Host') ?? '', base, places)
    if (api === undefined) return refuse('ForbiddenException', 'Forbidden')
    const { id: apiId, stage } = api
    const { method } = c.req
    const connectionId = decodeURIComponent(encoded)
    if (caller.kind === 'person') return people(c, next)
    const resource = executeApiArn(apiId, `${stage}/${method}/@connections/${connectionId}`)
    const decision = aws.decide(caller.resource, 'execute-api:ManageConnections', resource)
    if (!decision.allowed) {
      onDenied(decision.message)
      return refuse('AccessDeniedException', decision.message)
    }
    const failure = fault?.({ method, apiId, connectionId })
    if (failure === 'gone') return refuse('GoneException', 'Gone')
    if (failure === 'throttled') return refuse('LimitExceededException', 'Rate exceeded')
    return next()
  }
}

/** Under its own name an API has its one stage; under a name of this machine each has its path and its stage. */
function apiAt(host: string, base: string, places: readonly PlacedApi[]): PlacedApi['api'] | undefined {
  const name = host.replace(/:443$/, '').toLowerCase()
  const byName = places.find(({ api }) => apiDomain(api.id) === name)
  if (byName !== undefined) return base === `/${byName.api.stage}` ? byName.api : undefined
  const byPath = places.find(({ paths }) => paths.some((path) => path === (base || '/')))
  return (byPath ?? places.find(({ api }) => base === `/${api.stage}`))?.api
}

function refuse(type: AwsErrorType, message: string): Response {
  const { status, headers, body } = awsError(type, message)
  return Response.json(body, { status, headers })
}
