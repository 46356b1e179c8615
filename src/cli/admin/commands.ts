import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { AdminCall, AdminOptions } from './admin-server.ts'
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

const closed = Compile(Type.Object({ closed: Type.Number() }))

const closedWords = (answer: unknown): string | undefined =>
  closed.Check(answer) ? `closed ${answer.closed} connection${answer.closed === 1 ? '' : 's'}` : undefined

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
  words: () => {
    const span = `for ${minutes} minute${minutes === 1 ? '' : 's'}`
    return kind === 'ban' ? `${user} may not connect ${span}` : `${user} may not publish ${span}`
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

export const drain = (): AdminRequest => ({
  call: { method: 'POST', path: '/drain' },
  words: () => 'the server takes nobody new, tells those there are to move, and stops',
})
