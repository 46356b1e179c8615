import { chat } from '../../apis/chat/api.ts'
import { lobby } from '../../apis/lobby/api.ts'
import { notify } from '../../apis/notify/api.ts'
import { relay } from '../../apis/relay/api.ts'
import { webchat } from '../../apis/webchat/api.ts'
import type { Api, Ids } from '../../core/index.ts'

export interface DefinitionOptions {
  readonly stage: string
  readonly ids: Ids
  /** Made when it is asked for: it has a table. Not there where nobody asks for it. */
  readonly hub: (() => Api) | undefined
}

/** The API of that name on a stage. Throws if there is none. */
export function definitionOf(name: string, { stage, ids, hub }: DefinitionOptions): Api {
  if (name === 'hub' && hub !== undefined) return hub()
  const api = [chat, relay, notify, webchat(stage), lobby(ids)].find((each) => each.name === name)
  if (api === undefined) throw new Error(`there is no API "${name}"`)
  return api
}
