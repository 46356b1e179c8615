import { carried } from './carried-user.ts'
import type { GatewayEvent } from './gateway-event.ts'

/** Who an event is from. */
export function identified({ requestContext }: GatewayEvent) {
  const { authorizer, connectionId, identity } = requestContext
  return carried(authorizer, identity.userArn ?? connectionId)
}
