import { isObject } from './is-object.ts'

/**
 * Which messages of a batch a function says it could not handle (`{ batchItemFailures: [{ itemIdentifier }] }`). No
 * such list, or an empty one: none. As on Lambda, it is `all` if the list cannot be read or names a message that is
 * not in the batch.
 */
export function batchFailures(result: unknown, messageIds: ReadonlySet<string>): ReadonlySet<string> | 'all' {
  const failures = isObject(result) ? (result.batchItemFailures ?? []) : []
  if (!Array.isArray(failures)) return 'all'
  const failed = new Set<string>()
  for (const failure of failures) {
    const id: unknown = isObject(failure) ? failure.itemIdentifier : undefined
    if (typeof id !== 'string' || !messageIds.has(id)) return 'all'
    failed.add(id)
  }
  return failed
}
