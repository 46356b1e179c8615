import { isRevoked, type SanctionsNow } from '../apis/hub/people.ts'
import { type Authorizer, after } from '../core/index.ts'

/** Of those whom `authorize` lets in, everybody but who is banned, or whose token was revoked: that is 403. */
export function barring(authorize: Authorizer, ports: SanctionsNow): Authorizer {
  return (handshake) =>
    after(authorize(handshake), (verdict) =>
      'deny' in verdict
        ? verdict
        : after(isRevoked(verdict.allow, ports), (is) =>
            is ? { deny: { status: 403, reason: 'forbidden' } } : verdict,
          ),
    )
}
