import type { Fault, FaultIds } from '../../core/index.ts'
import { type HubError, maxIdLength } from '../../protocol/index.ts'
import { failure, hubError } from './frames.ts'
import { HubFailure } from './hub-failure.ts'

const channelWords = 'has to be a namespace, a colon and a name, like "room:42"'

/** What is wrong with a message, as the reply to it; or as an event, if it has no `id` that can be read. */
export const faultFrame =
  (actions: readonly string[]) =>
  (fault: Fault, { requestId, text }: FaultIds): string =>
    failure(idOf(text), errorOf(fault, requestId, actions))

function idOf(text: string | undefined): string | undefined {
  const body = text === undefined ? undefined : parsed(text)
  if (typeof body !== 'object' || body === null || !('id' in body)) return undefined
  const { id } = body
  return typeof id === 'string' && id !== '' && id.length <= maxIdLength ? id : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function errorOf(fault: Fault, requestId: string, actions: readonly string[]): HubError {
  switch (fault.kind) {
    case 'not-json':
      return hubError('bad_request', 'Send JSON: an object with an action', requestId)
    case 'no-route':
      return hubError(
        'unknown_action',
        `Send one of the actions of the hub: ${actions.join(', ')}`,
        requestId,
      )
    case 'invalid-body': {
      const { field, why: rule } = fault.problem
      const why = field === 'channel' && rule.startsWith('must match') ? channelWords : rule
      const details = [{ path: field, rule }]
      return hubError('bad_request', `Change ${field === '' ? 'the message' : field}: it ${why}`, requestId, {
        details,
      })
    }
    case 'too-many-requests': {
      const { retryAfterMs = 1_000 } = fault
      return hubError('rate_limited', 'Send less: wait before the next request', requestId, { retryAfterMs })
    }
    case 'internal':
      return hubError('internal', 'Try again; if it stays so, tell who runs this server', requestId)
    case 'unavailable':
      return hubError('unavailable', 'Try again in a while, with the same key', requestId, {
        retryAfterMs: 1_000,
      })
    case 'refused':
      return fault.refusal instanceof HubFailure
        ? hubError(fault.refusal.code, fault.why, requestId, fault.refusal.more)
        : hubError('rejected', fault.why, requestId)
  }
}
