import { apiFunction } from '../../lambda/index.ts'
import { endpointOf } from './endpoint.ts'
import { required } from './environment.ts'
import { functionParts } from './function-parts.ts'

const parts = functionParts()
const api = parts.definitionOf(required('STOA_API'))

/** The function behind all routes of one API. */
export const handler = apiFunction((event) => parts.homeOf(api, endpointOf(event)), parts.ports)
