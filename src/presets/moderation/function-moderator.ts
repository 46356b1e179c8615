import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Judgement, Moderator } from '../../apis/hub/moderation.ts'
import { namespaceOf } from '../../apis/hub/namespaces.ts'
import type { Ids, Invoke } from '../../core/index.ts'

const allowed = Compile(Type.Object({ allow: Type.Literal(true), data: Type.Optional(Type.Unknown()) }))
const refused = Compile(Type.Object({ allow: Type.Literal(false), reason: Type.Optional(Type.String()) }))

const maxReasonLength = 300

/**
 * Asks a function of the stage file: it is called with `{channel, namespace, user: {id, name}, data}`, without the first two
 * for names and for what is said to one user alone. It answers `{allow: true}`, `{allow: true, data}` for something else in its
 * place, or `{allow: false, reason}`, whose reason the client is told. Rejects when it failed, or answered anything else.
 */
export function functionModerator(invoke: Invoke, ids: Pick<Ids, 'uuid'>): Moderator {
  return async ({ channel, user: { id, name }, data }) => {
    const place = channel === undefined ? {} : { channel, namespace: namespaceOf(channel) }
    const event = { ...place, user: { id, name }, data }
    const invoked = await invoke({ requestId: ids.uuid(), event: JSON.stringify(event) })
    // What it says may quote what was published.
    if (invoked.kind === 'failed')
      throw new Error(`the function failed with ${invoked.errorType.slice(0, 100)}`)
    return judgementOf(invoked.result)
  }
}

function judgementOf(result: unknown): Judgement {
  if (allowed.Check(result)) return 'data' in result ? { replace: result.data } : { pass: true }
  if (refused.Check(result))
    return { reject: result.reason?.slice(0, maxReasonLength) || 'It was not let through' }
  throw new TypeError(
    'the function must answer { allow: true }, { allow: true, data } or { allow: false, reason }',
  )
}
