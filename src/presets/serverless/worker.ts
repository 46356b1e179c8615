import { workerFunction } from '../../lambda/index.ts'
import { requiredTexts } from './environment.ts'
import { functionParts } from './function-parts.ts'
import { ruledHub } from './hub-rules.ts'

const parts = functionParts({ hub: ruledHub })
const homes = [...requiredTexts('STOA_APIS')].map(
  ([name, endpoint]) => [name, parts.homeOf(parts.definitionOf(name), endpoint)] as const,
)
const rules = [...requiredTexts('STOA_RULES')].map(([arn, rule]) => [arn, ruleOf(rule)] as const)

/** Does the jobs of all APIs, and what events of the bus ask for. */
export const handler = workerFunction({ homes: new Map(homes), rules: new Map(rules) }, parts.ports)

/** `notify:0` */
function ruleOf(text: string): { api: string; index: number } {
  const [api = '', index = ''] = text.split(':')
  return { api, index: Number(index) }
}
