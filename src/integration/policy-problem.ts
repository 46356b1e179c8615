/** What makes a policy invalid, as the rest of a sentence that begins with the statement. */
export class PolicyProblem extends Error {}

/** One value or a list of values, as texts. Throws a `PolicyProblem` for none at all and for values of another kind. */
export function texts(values: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(values) ? values : [values]
  if (list.length === 0) throw new PolicyProblem(`its ${what} is empty`)
  return list.map((value) => {
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    throw new PolicyProblem(`its ${what} is no text`)
  })
}
