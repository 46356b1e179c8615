import { chat } from '../../../src/apis/chat/api.ts'
import { hub } from '../../../src/apis/hub/api.ts'
import { defaultHubOptions } from '../../../src/apis/hub/options.ts'
import { lobby } from '../../../src/apis/lobby/api.ts'
import { notify } from '../../../src/apis/notify/api.ts'
import { relay } from '../../../src/apis/relay/api.ts'
import { webchat } from '../../../src/apis/webchat/api.ts'
import type { Api, Ids } from '../../../src/core/index.ts'
import type { ApiName, ApiStage } from '../../../src/stage/index.ts'
import { memoryNames } from '../../../src/stores/memory/names.ts'
import { memoryPresence } from '../../../src/stores/memory/presence.ts'
import { memoryRates } from '../../../src/stores/memory/rates.ts'
import { memorySanctions } from '../../../src/stores/memory/sanctions.ts'
import { memoryUsers } from '../../../src/stores/memory/users.ts'
import { systemClock } from '../../../src/stores/system/clock.ts'
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
    {
      ...plain,
      name: 'hub',
      api: unusedHub(),
      stageName: 'hub',
      connect: 'function',
      // It answers every request that has an id, also one that is wrong.
      hasDefault: true,
      hasModels: false,
    },
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

function unusedHub(): Api {
  const clock = systemClock()
  return hub(defaultHubOptions, {
    clock,
    ids: undrawn,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    users: memoryUsers(),
    presence: memoryPresence(),
    sanctions: memorySanctions(),
    names: memoryNames(),
    rates: memoryRates(clock),
  })
}

function neverDrawn(): never {
  throw new TypeError('a definition has drawn an id')
}
