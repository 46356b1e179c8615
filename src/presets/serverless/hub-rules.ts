import type { Api } from '../../core/index.ts'
import { type HubStage, readStageFile } from '../../stage/index.ts'
import { hubOptionsOf } from '../hub-options.ts'
import { type TableHubOptions, tableHub } from './hub.ts'

/** The hub on a table, with the rules of the stage's file. */
export function ruledHub(options: TableHubOptions): Api {
  const { ids } = options
  return tableHub(options, hubOptionsOf(hubStage(), { hosting: { open: noFunctions }, path: '/hub', ids }))
}

/** The section `hub`, as the stack gives it to functions: JSON, which is YAML too. */
function hubStage(text = process.env.STOA_HUB): HubStage {
  if (text === undefined) return {}
  return readStageFile(`hub: ${text}\n`, { name: 'STOA_HUB', env: {} }).hub ?? {}
}

/** The stack refuses a stage file with such functions. */
function noFunctions(): never {
  throw new TypeError('functions that moderate do not run on AWS')
}
