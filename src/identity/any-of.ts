import type { Authorizer, Denial, Verdict } from '../core/ports/authorizer.ts'

/**
 * Lets in whom one of several authorizers lets in; the first that does says who it is. Where none does, a wrong token
 * is named before a missing one. One that cannot decide stops nobody whom another lets in, and else it is thrown on.
 */
export function anyOf(authorizers: readonly Authorizer[]): Authorizer {
  const [only] = authorizers
  if (only !== undefined && authorizers.length === 1) return only
  return async (handshake) => {
    const denials: Denial[] = []
    const failures: unknown[] = []
    for (const authorize of authorizers) {
      const verdict = await attempt(async () => authorize(handshake))
      if ('failure' in verdict) failures.push(verdict.failure)
      else if ('allow' in verdict) return verdict
      else denials.push(verdict.deny)
    }
    if (failures.length > 0) throw failures[0]
    return { deny: clearest(denials) }
  }
}

async function attempt(decide: () => Promise<Verdict>): Promise<Verdict | { readonly failure: unknown }> {
  try {
    return await decide()
  } catch (failure) {
    return { failure }
  }
}

const clarity = ['invalid-token', 'forbidden', 'no-token'] as const

function clearest(denials: readonly Denial[]): Denial {
  const found = clarity.map((reason) => denials.find((denial) => denial.reason === reason)).find(Boolean)
  return found ?? { status: 403, reason: 'forbidden' }
}
