import { apiFunction } from '../../lambda/index.ts'
import { endpointOf } from './endpoint.ts'
import { functionParts } from './function-parts.ts'
import { hubAuthorizer } from './hub-authorizer.ts'
import { ruledHub } from './hub-rules.ts'

const parts = functionParts({ hub: ruledHub, authorizerOf: hubAuthorizer })
const api = parts.definitionOf('hub')

/** The function behind all routes of the hub. */
export const handler = apiFunction((event) => parts.homeOf(api, endpointOf(event)), parts.ports)
