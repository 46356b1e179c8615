import type { GatewayEvent } from '../../lambda/index.ts'
import { required } from './environment.ts'

/** Where the connections of an event's API are managed. Not the name that the client used: below a domain of one's own there may be no stage. */
export function endpointOf({ requestContext: { apiId, stage } }: GatewayEvent): string {
  const region = required('AWS_REGION')
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `https://${apiId}.execute-api.${region}.${suffix}/${stage}`
}
