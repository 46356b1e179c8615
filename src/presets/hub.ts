import { hub } from '../apis/hub/api.ts'
import { defaultHubOptions, type HubOptions, type HubPorts } from '../apis/hub/options.ts'
import type { Api } from '../core/index.ts'
import type { Limits } from '../gateway/index.ts'
import type { HubLimits } from '../protocol/index.ts'
import {
  memoryNames,
  memoryPresence,
  memoryRates,
  memorySanctions,
  memoryUsers,
  systemClock,
  systemIds,
} from '../stores/index.ts'
import { hubOptionsOf } from './hub-options.ts'
import type { ModerationOptions } from './moderation/index.ts'
import { profileOf } from './mounted.ts'
import type { StoaOptions } from './options.ts'
import { serverLog } from './server-log.ts'

/** The rules and limits of a server's hub: what is said in the options goes before the stage file. */
export function hubOf(options: StoaOptions, moderating: ModerationOptions): HubOptions {
  const { hub: stage = {}, apis = {} } = options.stageFile ?? {}
  const { rate, burst, outboundBytes } = options.limits ?? {}
  const said = hubOptionsOf(stage, moderating)
  return {
    ...said,
    limits: {
      ...said.limits,
      ...(rate !== undefined && { requestsPerSecond: rate }),
      ...(burst !== undefined && { burst }),
      ...(outboundBytes !== undefined && { outboundBytes }),
    },
    maxAgeMs: profileOf(apis.hub === false ? {} : (apis.hub ?? {}), options).maxAgeMs,
    ...options.hub,
  }
}

/** One that nobody uses. */
export function documentedHub(): Api {
  const clock = systemClock()
  const ids = systemIds()
  const ports: HubPorts = {
    clock,
    ids,
    log: serverLog('fatal'),
    users: memoryUsers(),
    presence: memoryPresence(),
    sanctions: memorySanctions(),
    names: memoryNames(),
    rates: memoryRates(clock),
  }
  return hub(defaultHubOptions, ports)
}

/** Who comes back is sent what was missed, and it is much. */
const answerBytes = 256 * 1024
/** So many requests over the limit without a rest end a connection. */
const sustained = 1_000

/** What the gateway holds of the limits that the hub tells its clients. */
export function gatewayLimits({
  requestsPerSecond,
  burst,
  outboundBytes,
  channels,
  entities,
  connections,
}: HubLimits): Partial<Limits> {
  // Everybody is in a topic of their own and in that of all, besides.
  return {
    rate: requestsPerSecond,
    burst,
    abuse: sustained,
    answerBytes,
    outboundBytes,
    topics: channels + entities + 2,
    connections,
  }
}
