import { readFileSync } from 'node:fs'

/** The memory that a process takes, in MiB. `undefined` where the system does not tell, or when it is gone. */
export function residentMb(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kib === undefined ? undefined : Number(kib) / 1_024
  } catch {
    return undefined
  }
}
