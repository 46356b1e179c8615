import type { MiddlewareHandler } from 'hono'

/**
 * Lets a request for an AWS service through if it is signed for it, or answers it with that service's error. `stoa`
 * is what AWS has no service for.
 */
export type Guard = (
  service: 'execute-api' | 'events' | 'lambda' | 'cognito-idp' | 'stoa',
) => MiddlewareHandler
