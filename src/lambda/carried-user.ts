import type { Denial, User } from '../core/index.ts'

/** What an authorizer of API Gateway can say of a client: texts, and nothing that is nested. */
export type AuthorizerContext = Readonly<Record<string, string>>

/** A user, or why a client is refused by an API that tells it in a frame. */
export type Carried = { readonly user: User } | { readonly user: User; readonly refused: Denial['reason'] }

const nameKey = 'stoaName'
const refusedKey = 'stoaRefused'
const own: readonly string[] = [nameKey, refusedKey]
/** What API Gateway adds. */
const added = ['principalId', 'integrationLatency']

/** What is in the context of every event of a connection, for that user. */
export function carry({ name, context = {} }: User, refused?: Denial['reason']): AuthorizerContext {
  const said = Object.entries(context).filter(([key]) => !own.includes(key) && !added.includes(key))
  return {
    ...Object.fromEntries(said),
    ...(name !== undefined && { [nameKey]: name }),
    ...(refused !== undefined && { [refusedKey]: refused }),
  }
}

const reasons = ['no-token', 'invalid-token', 'forbidden'] as const

/** The user of an event. Without an authorizer, each connection is a user of its own. */
export function carried(authorizer: Readonly<Record<string, unknown>> | undefined, alone: string): Carried {
  const texts = Object.entries(authorizer ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const said = new Map(texts)
  const name = said.get(nameKey)
  const context = Object.fromEntries(texts.filter(([key]) => !own.includes(key) && !added.includes(key)))
  const user: User = {
    id: said.get('principalId') ?? alone,
    context,
    ...(name !== undefined && { name }),
  }
  const refused = reasons.find((reason) => reason === said.get(refusedKey))
  return refused === undefined ? { user } : { user, refused }
}
