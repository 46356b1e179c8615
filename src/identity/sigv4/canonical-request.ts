import type { PresentedSignature } from './presented-signature.ts'
import { canonicalPaths, canonicalQuery, type RequestTarget } from './request-target.ts'
import { headerValue, type SignedRequest } from './signed-request.ts'

/**
 * The texts that a real signer may have signed for this request, of which one is enough: at most eight. `bodyHash` is the
 * SHA-256 of the body, in hexadecimal.
 */
export function canonicalRequests(
  request: SignedRequest,
  { path, parameters }: RequestTarget,
  { form, signedHeaders }: PresentedSignature,
  bodyHash: string,
): readonly string[] {
  const headers = signedHeaders.map((name) => `${name}:${headerValue(request, name) ?? ''}\n`).join('')
  const tail = [headers, signedHeaders.join(';'), bodyHash].join('\n')
  const signed = parameters.filter(({ name }) => form === 'header' || name !== 'X-Amz-Signature')
  // Some clients put the session token into a query that is signed already.
  const early = signed.filter(({ name }) => form === 'header' || name !== 'X-Amz-Security-Token')
  const queries = new Set([canonicalQuery(signed), canonicalQuery(early)])
  return canonicalPaths(path).flatMap((canonicalPath) =>
    [...queries].map((query) => [request.method, canonicalPath, query, tail].join('\n')),
  )
}
