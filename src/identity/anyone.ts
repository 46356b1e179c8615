import type { Authorizer } from '../core/ports/authorizer.ts'

/** Lets everybody in. Each connection is a user of its own. */
export const anyone: Authorizer = ({ connectionId }) => ({ allow: { id: connectionId } })
