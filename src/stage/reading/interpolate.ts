/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>

export type Interpolated =
  | { readonly text: string; readonly isChanged: boolean }
  /** What is wrong, a sentence each. */
  | { readonly problems: readonly string[] }

// No variable of an environment has a dot in its name.
const literals = new Map([
  ['$${', '${'],
  ...['${request.', '${context.', '${stageVariables.'].map((one) => [one, one] as const),
])

/**
 * Fill in `${NAME}` and `${NAME:-default}`; the default is for a variable that is not set or empty, as in a shell.
 * `$${` is a literal `${`, and so is `${` where a selection expression of API Gateway begins, as in
 * `${request.body.action}`. No value of the environment is ever in a problem.
 */
export function interpolate(template: string, env: Environment): Interpolated {
  if (!template.includes('${')) return { text: template, isChanged: false }
  const problems: string[] = []
  const text = template.replaceAll(
    /\$\$\{|\$\{(?:request|context|stageVariables)\.|\$\{([^}]*)(\}?)/g,
    (whole, inside: string = '', end: string = '') => {
      const literal = literals.get(whole)
      if (literal !== undefined) return literal
      const [, name, fallback] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inside) ?? []
      if (name === undefined || end === '') {
        problems.push(
          '${ begins the name of a variable, as in ${NAME} or ${NAME:-default}; a literal one is $${',
        )
        return ''
      }
      const value = Object.hasOwn(env, name) ? env[name] : undefined
      if (value !== undefined && (value !== '' || fallback === undefined)) return value
      if (fallback !== undefined) return fallback
      problems.push(`the environment variable ${name} is not set`)
      return ''
    },
  )
  return problems.length > 0 ? { problems } : { text, isChanged: true }
}
