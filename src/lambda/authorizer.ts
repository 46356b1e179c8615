import type { Api, Authorizer, User } from '../core/index.ts'
import { type AuthorizerContext, carry } from './carried-user.ts'
import { readAuthorizerEvent } from './gateway-event.ts'
import { handshakeOf } from './handshake.ts'

export interface AuthorizerAnswer {
  readonly principalId: string
  readonly policyDocument: {
    readonly Version: '2012-10-17'
    readonly Statement: readonly [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string },
    ]
  }
  readonly context: AuthorizerContext
}

/**
 * An authorizer of Stoa's as a Lambda authorizer. A client that is refused gets 401 or 403, but for an API that tells it in a
 * frame: there it is let in as somebody who is refused. What is thrown is 500 to the client.
 */
export function authorizerFunction(
  api: Pick<Api, 'refusalFrame'>,
  authorize: Authorizer,
): (event: unknown) => Promise<AuthorizerAnswer> {
  return async (given) => {
    const event = readAuthorizerEvent(given)
    const verdict = await authorize(handshakeOf(event))
    if ('allow' in verdict) return answer('Allow', event.methodArn, verdict.allow)
    const { status, reason } = verdict.deny
    const nobody = { id: event.requestContext.connectionId }
    if (api.refusalFrame !== undefined) {
      return { ...answer('Allow', event.methodArn, nobody), context: carry(nobody, reason) }
    }
    // API Gateway answers 401 to the client for this message, and for no other.
    if (status === 401) throw new Error('Unauthorized')
    return answer('Deny', event.methodArn, nobody)
  }
}

const answer = (Effect: 'Allow' | 'Deny', Resource: string, user: User): AuthorizerAnswer => ({
  principalId: user.id,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
  },
  context: carry(user),
})
