import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { AdminCall, AdminOptions } from './admin-server.ts'
import { nodesAnswer, nodesText } from './nodes.ts'
import { sanctionsAnswer, sanctionsText } from './sanctions.ts'

/** A request, and what its answer means in words; `undefined` for an answer that is not Stoa's. */
export interface AdminRequest {
  readonly call: AdminCall
  readonly words: (answer: unknown) => string | undefined
}

export interface SanctionOptions extends AdminOptions {
  readonly minutes: number
  readonly reason?: string
}

export type SubjectOptions = { readonly user?: string | undefined; readonly token?: string | undefined }

const closed = Compile(
  Type.Object({ closed: Type.Number(), silent: Type.Optional(Type.Array(Type.String())) }),
)

function closedWords(answer: unknown): string | undefined {
  if (!closed.Check(answer)) return undefined
  const told = `closed ${answer.closed} connection${answer.closed === 1 ? '' : 's'}`
  return answer.silent === undefined ? told : `${told}; no answer from node ${answer.silent.join(', ')}`
}

export const kick = (whom: { readonly user: string } | { readonly connectionId: string }): AdminRequest => ({
  call: { method: 'POST', path: '/kick', body: whom },
  words: closedWords,
})

export const impose = (
  kind: 'ban' | 'mute',
  user: string,
  { minutes, reason }: Pick<SanctionOptions, 'minutes' | 'reason'>,
): AdminRequest => ({
  call: {
    method: 'POST',
    path: `/${kind}`,
    body: { user, minutes, ...(reason !== undefined && { reason }) },
  },
  words: (answer) => {
    const span = `for ${minutes} minute${minutes === 1 ? '' : 's'}`
    if (kind === 'mute') return `${user} may not publish ${span}`
    const told = closedWords(answer)
    return told && `${user} may not connect ${span}; ${told}`
  },
})

export const revoke = (whose: { readonly user: string } | { readonly token: string }): AdminRequest => ({
  call: { method: 'POST', path: '/revoke', body: whose },
  words(answer) {
    const told = closedWords(answer)
    return (
      told &&
      `${'user' in whose ? `what ${whose.user} was given until now` : 'the token'} counts no more; ${told}`
    )
  },
})

export const sanctions = (): AdminRequest => ({
  call: { method: 'GET', path: '/sanctions' },
  words: (answer) => (sanctionsAnswer.Check(answer) ? sanctionsText(answer.sanctions) : undefined),
})

export const lift = (
  kind: string,
  subject: { readonly user: string } | { readonly token: string },
): AdminRequest => ({
  call: { method: 'DELETE', path: '/sanctions', body: { kind, subject } },
  words: () => `lifted the ${kind}`,
})

export const drain = (node?: string): AdminRequest => ({
  call: { method: 'POST', path: '/drain', ...(node !== undefined && { body: { node } }) },
  words: (answer) =>
    drained.Check(answer)
      ? `node ${answer.node} takes nobody new, tells those there are to move, and stops`
      : undefined,
})

const drained = Compile(Type.Object({ node: Type.String() }))

export const nodes = (): AdminRequest => ({
  call: { method: 'GET', path: '/state' },
  words: (answer) => (nodesAnswer.Check(answer) ? nodesText(answer) : undefined),
})
