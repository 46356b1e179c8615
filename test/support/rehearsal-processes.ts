import { execFileSync } from 'node:child_process'
import { vi } from 'vitest'
import type { RehearsedServer } from './rehearsal-stacks.ts'

/** Kill what runs a function, by what it is called in its stack (`chat Authorizer`). Gives how many processes that were. */
export function killFunction({ functions }: RehearsedServer, label: string): number {
  const pids = processesOf(nameOf(functions, label))
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  return pids.length
}

/** What runs a function ends, and with it all that it remembers. */
export async function restartFunction(server: RehearsedServer, label: string): Promise<void> {
  killFunction(server, label)
  await vi.waitFor(() => {
    if (processesOf(nameOf(server.functions, label)).length > 0) throw new Error('it has not ended')
  })
}

function nameOf(functions: RehearsedServer['functions'], label: string): string {
  const found = functions.find((one) => one.label === label)
  if (found === undefined)
    throw new Error(`there is no ${label} in ${functions.map((one) => one.label).join(', ')}`)
  return found.name
}

/** Children of this process that were started for a function. */
function processesOf(name: string): readonly number[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  })
  return table.split('\n').flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/)
    return Number(parent) === process.pid && line.includes(`"name":"${name}"`) ? [Number(pid)] : []
  })
}
