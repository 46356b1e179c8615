import { chat } from '../../../src/apis/chat/api.ts'
import { lobby } from '../../../src/apis/lobby/api.ts'
import { notify } from '../../../src/apis/notify/api.ts'
import { relay } from '../../../src/apis/relay/api.ts'
import { webchat } from '../../../src/apis/webchat/api.ts'
import type { Api, Ids } from '../../../src/core/index.ts'
import type { ApiName, ApiStage } from '../../../src/stage/index.ts'
import type { Stage } from '../stage.ts'

/** An API and what API Gateway has to be told of it that its definition does not say. */
export interface Definition {
  readonly name: ApiName
  readonly api: Api
  /** Of API Gateway: the path that clients connect to. */
  readonly stageName: string
  /** Who decides about `$connect`. */
  readonly connect: 'function' | 'signature' | 'nobody'
  /** Without all of these API Gateway answers with 401 and asks nobody. */
  readonly identitySources: readonly string[]
  /** Whether what no route takes is the API's to answer, or a `Forbidden` of API Gateway. */
  readonly hasDefault: boolean
  /** Whether API Gateway checks bodies. */
  readonly hasModels: boolean
  readonly settings: ApiStage
}

/** The APIs of a stage, without those that its file switches off. */
export function definitionsOf({ name: stageName, file }: Stage): readonly Definition[] {
  const plain = { identitySources: [], hasDefault: false, hasModels: true }
  const all: readonly Omit<Definition, 'settings'>[] = [
    {
      ...plain,
      name: 'chat',
      api: chat,
      stageName: 'chat',
      connect: 'function',
      hasDefault: true,
      hasModels: false,
    },
    {
      ...plain,
      name: 'relay',
      api: relay,
      stageName: 'prod',
      connect: 'function',
      identitySources: ['route.request.querystring.Authorization'],
    },
    { ...plain, name: 'notify', api: notify, stageName: 'dev', connect: 'function' },
    {
      ...plain,
      name: 'webchat',
      api: webchat(stageName),
      stageName,
      connect: file.iamAuth === true ? 'signature' : 'nobody',
    },
    { ...plain, name: 'lobby', api: lobby(undrawn), stageName: 'LATEST', connect: 'function' },
  ]
  return all.flatMap((definition) => {
    const settings = file.apis?.[definition.name] ?? {}
    return settings === false ? [] : [{ ...definition, settings }]
  })
}

/** Nobody connects while templates are made. */
const undrawn: Ids = {
  short: neverDrawn,
  uuid: neverDrawn,
  draw: neverDrawn,
}

function neverDrawn(): never {
  throw new TypeError('a definition has drawn an id')
}
