/** The store cannot do what it must. The message is one sentence for a person, and says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

const elsewhere = 'choose another with --data DIR, or run without one with --memory'

// https://www.sqlite.org/rescode.html: the low byte is the primary code.
const busy = 5
const locked = 6
const full = 13
const corrupt = 11
const notADatabase = 26
const primaryCode = 0xff

/** Say what a failed call to the file system means for the data folder or a file in it. */
export function explainFileFault(path: string, cause: unknown): StoreError {
  const code = property(cause, 'code')
  const sentence =
    code === 'EEXIST' || code === 'ENOTDIR'
      ? `the data folder ${path} is not a folder: ${elsewhere}`
      : `cannot write to the data folder ${path} (${String(code ?? cause)}): ${elsewhere}`
  return new StoreError(sentence, { cause })
}

/** Say what an error of SQLite means for the database `file`. */
export function explainSqliteFault(file: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  return new StoreError(sentenceFor(file, cause), { cause })
}

/** `version` is newer than `known`, the newest that this Stoa can read. */
export function newerFile(file: string, version: number, known: number): StoreError {
  return new StoreError(
    `the database ${file} was written by a newer Stoa (version ${version}, this one knows ${known}): update Stoa, or ${elsewhere}`,
  )
}

function sentenceFor(file: string, cause: unknown): string {
  // `errcode` is node:sqlite's name for it, `rawCode` libsql's.
  const code = Number(property(cause, 'errcode') ?? property(cause, 'rawCode')) & primaryCode
  if (code === busy || code === locked) {
    return `the database ${file} is locked by another process: stop that one, or ${elsewhere}`
  }
  if (code === full) return `the disk of the database ${file} is full: free some space, or ${elsewhere}`
  if (code === notADatabase || code === corrupt) {
    return `the file ${file} is damaged or not a database of Stoa: move it away, or ${elsewhere}`
  }
  return `cannot use the database ${file} (${String(property(cause, 'message') ?? cause)}): check it, or ${elsewhere}`
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
