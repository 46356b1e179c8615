import type { Api, Authorizer, Handshake, User, Verdict } from '../core/index.ts'
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
  api: Pick<Api, 'refusalFrame' | 'admit'>,
  authorize: Authorizer,
): (event: unknown) => Promise<AuthorizerAnswer> {
  return async (given) => {
    const event = readAuthorizerEvent(given)
    const verdict = await judged(api, authorize, handshakeOf(event))
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

/** Whom the authorizer lets in the API may still turn away. */
async function judged(
  { admit }: Pick<Api, 'admit'>,
  authorize: Authorizer,
  handshake: Handshake,
): Promise<Verdict> {
  const verdict = await authorize(handshake)
  if ('deny' in verdict || admit === undefined) return verdict
  const admission = await admit(handshake, verdict.allow)
  if ('accept' in admission) return verdict
  return admission.refuse.status === 401
    ? { deny: { status: 401, reason: 'invalid-token' } }
    : { deny: { status: 403, reason: 'forbidden' } }
}

const answer = (Effect: 'Allow' | 'Deny', Resource: string, user: User): AuthorizerAnswer => ({
  principalId: user.id,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
  },
  context: carry(user),
})
