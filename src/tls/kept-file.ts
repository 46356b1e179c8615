import { readFile, stat } from 'node:fs/promises'

/** Read a file that must be there and be whole. */
export async function parsed<T>(file: string, folder: string, parse: (pem: string) => T): Promise<T> {
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unusable(file, folder, `cannot be read (${String(error)})`)
  })
  try {
    return parse(pem)
  } catch {
    throw unusable(file, folder, 'is damaged')
  }
}

export function unusable(file: string, folder: string, what: string): Error {
  const advice = 'a new authority is made at the next start, and clients have to trust that one'
  return new Error(`${file} ${what}; delete the folder ${folder}, then ${advice}`)
}

export async function isMissing(file: string): Promise<boolean> {
  try {
    await stat(file)
    return false
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
    throw error
  }
}
