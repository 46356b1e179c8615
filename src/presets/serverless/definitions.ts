import { chat } from '../../apis/chat/api.ts'
import { lobby } from '../../apis/lobby/api.ts'
import { notify } from '../../apis/notify/api.ts'
import { relay } from '../../apis/relay/api.ts'
import { webchat } from '../../apis/webchat/api.ts'
import type { Api, Ids } from '../../core/index.ts'

/** The API of that name on a stage. Throws if there is none. */
export function definitionOf(name: string, stage: string, ids: Ids): Api {
  const api = [chat, relay, notify, webchat(stage), lobby(ids)].find((each) => each.name === name)
  if (api === undefined) throw new Error(`there is no API "${name}"`)
  return api
}
