import { sweepFunction } from '../../lambda/index.ts'
import { requiredTexts } from './environment.ts'
import { functionParts } from './function-parts.ts'
import { tableHub } from './hub.ts'

const parts = functionParts({ isReader: true, hub: tableHub })
const homes = [...requiredTexts('STOA_APIS')].map(([name, endpoint]) =>
  parts.homeOf(parts.definitionOf(name), endpoint),
)

/** Finds connections that are gone; it is called every minute. */
export const handler = sweepFunction(homes, parts.ports)
