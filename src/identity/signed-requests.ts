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
    return { allow: { id: verdict.accessKeyId, context: { accessKey: verdict.accessKeyId } } }
  }
}
