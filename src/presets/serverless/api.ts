import { apiFunction, type GatewayEvent } from '../../lambda/index.ts'
import { required } from './environment.ts'
import { functionParts } from './function-parts.ts'

const parts = functionParts()
const api = parts.definitionOf(required('STOA_API'))
const region = required('AWS_REGION')

/** The function behind all routes of one API. */
export const handler = apiFunction((event) => parts.homeOf(api, endpointOf(event)), parts.ports)

/** Not the name that the client used: below a domain of one's own there may be no stage. */
function endpointOf({ requestContext: { apiId, stage } }: GatewayEvent): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `https://${apiId}.execute-api.${region}.${suffix}/${stage}`
}
