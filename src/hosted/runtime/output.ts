import { writeSync } from 'node:fs'
import { descriptors } from '../wire.ts'

/**
 * Write one line to the server, whole and before this returns: what was written survives a crash in the next statement.
 * It blocks while the server does not read.
 */
export function tell(line: string): void {
  const bytes = Buffer.from(`${line}\n`)
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(descriptors.out, bytes, written)
  } catch {
    // Nobody is there to read it.
    process.exit(1)
  }
}
