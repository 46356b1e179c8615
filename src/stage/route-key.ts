import { nearest } from './reading/nearest.ts'
import { shown } from './reading/value.ts'

const special = ['$connect', '$disconnect', '$default'] as const

// As many as API Gateway has in one API.
export const maxRoutes = 300

/** What is wrong with what cannot be the key of a route. On AWS a key can have spaces and slashes in it. */
export function routeKeyMistake(key: string): string | undefined {
  if (special.some((one) => one === key)) return undefined
  const cannot = `cannot have ${shown(key)}:`
  if (key.startsWith('$')) {
    const near = nearest(key, special)
    return near === undefined
      ? `${cannot} of the keys that begin with $ there are ${special.join(', ')}`
      : `${cannot} did you mean "${near}"?`
  }
  const isKey = key.length > 0 && key.length <= 128 && !/\p{Cc}/u.test(key)
  return isKey ? undefined : `${cannot} the key of a route has 1 to 128 characters, all of them printable`
}
