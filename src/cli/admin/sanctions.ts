import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { tableOf } from '../table.ts'

const sanction = Type.Object({
  kind: Type.String(),
  subject: Type.Union([Type.Object({ user: Type.String() }), Type.Object({ token: Type.String() })]),
  at: Type.Number(),
  until: Type.Number(),
  reason: Type.Optional(Type.String()),
})

export const sanctionsAnswer = Compile(Type.Object({ sanctions: Type.Array(sanction) }))

/** What is held against whom, a line each. */
export function sanctionsText(sanctions: readonly Static<typeof sanction>[]): string {
  if (sanctions.length === 0) return 'no sanctions'
  const rows = sanctions.map(({ kind, subject, at, until, reason = '' }) => [
    kind,
    'user' in subject ? `user ${subject.user}` : `token ${subject.token}`,
    momentOf(at),
    momentOf(until),
    reason,
  ])
  return tableOf([['KIND', 'WHOM', 'SINCE', 'UNTIL', 'REASON'], ...rows])
}

/** Any number may come from a server, and not each is a moment. */
function momentOf(at: number): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
