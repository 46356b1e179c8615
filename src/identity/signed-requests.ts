import type { Authorizer } from '../core/ports/authorizer.ts'
import type { SigV4Verifier } from './sigv4/verifier.ts'

const nothing = new Uint8Array()

/**
 * Lets in whoever signed the upgrade with a key of the server's (AWS_IAM), as the user of that key. Unsigned or badly
 * signed is 403, as on API Gateway.
 */
export function signedRequests({ verifier }: { readonly verifier: SigV4Verifier }): Authorizer {
  return ({ target, headers }) => {
    const verdict = verifier.verify({ method: 'GET', target, headers, body: nothing }, ['execute-api', ''])
    if ('refusal' in verdict) return { deny: { status: 403, reason: 'forbidden' } }
    const { accessKeyId } = verdict
    return {
      allow: { id: accessKeyId, context: { accessKey: accessKeyId }, identity: identityOf(accessKeyId) },
    }
  }
}

/** What API Gateway says of who signed: the key is a user of the server's own account. */
const identityOf = (accessKey: string) => ({
  accountId,
  caller: accessKey,
  user: accessKey,
  userArn: `arn:aws:iam::${accountId}:user/${accessKey}`,
  accessKey,
})

const accountId = '000000000000'
