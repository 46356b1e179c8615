import type { Clock, FunctionSpec, Functions } from '../core/index.ts'
import type { Started } from './fleet.ts'
import type { FunctionPool } from './function-pool.ts'
import type { HostedCounts, HostedOptions, LoadOutcome } from './hosted-options.ts'
import { type Ledger, ledger } from './ledger.ts'
import { openPool } from './open-pool.ts'
import { failure } from './pending.ts'
import { upkeepPeriodMs } from './upkeep.ts'

export interface HostedFunctions extends Functions {
  /**
   * Run the code as it is now. The old one serves until the new one is loaded; no invocation is lost. If it does not
   * load, invocations fail with the reason until the next reload. Never rejects.
   */
  reload(): Promise<readonly LoadOutcome[]>
  /** Start an environment of each function that has none, ahead of its first event. Never rejects. */
  warm(): Promise<readonly LoadOutcome[]>
  counts(): HostedCounts
  /** Refuse what is new, let what runs end for up to 2 s, then end every process. */
  stop(): Promise<void>
}

const stopLimitMs = 2_000
// What warming takes of the machine while the server has other things to do.
const warmedAtOnce = 2
const reloadedAtOnce = 4

/** Functions in processes of their own. What is opened twice with one spec is one function. */
export function hostedFunctions(options: HostedOptions): HostedFunctions {
  const { clock, onInvoked } = options
  const books = ledger(clock, onInvoked)
  const pools = new Map<string, OpenPool>()
  const each = () => [...pools.values()]
  let stopping: Promise<void> | undefined
  const cancelUpkeep = clock.every(upkeepPeriodMs, () => {
    const now = clock.now()
    for (const { pool } of pools.values()) pool.upkeep(now)
  })

  return {
    open(spec) {
      const key = keyOf(spec)
      const known = pools.get(key)
      const pool = known?.pool ?? openPool(options, spec, books.settle)
      if (known === undefined) pools.set(key, { name: spec.name, pool })
      return ({ requestId, event }) => {
        if (stopping !== undefined)
          return Promise.resolve(failure('Runtime.ExitError', 'The server is stopping'))
        return new Promise((resolve) => pool.invoke(books.begin(spec.name, requestId, event, resolve)))
      }
    },
    reload: () => outcomes(each(), reloadedAtOnce, (pool) => pool.reload()),
    warm: () => outcomes(each(), warmedAtOnce, (pool) => pool.warm()),
    counts: () => counted(each(), books),
    stop() {
      cancelUpkeep()
      stopping ??= stopAll(each(), books, clock)
      return stopping
    },
  }
}

interface OpenPool {
  readonly name: string
  readonly pool: FunctionPool
}

/** Two specs with one key run the same code in the same way. */
function keyOf({ name, handler, folder, environment, timeoutMs, memoryMb }: FunctionSpec): string {
  const variables = Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([name, handler, folder, timeoutMs, memoryMb, variables])
}

/** Do it with each pool, with so many of them at once. */
async function outcomes(
  pools: readonly OpenPool[],
  atOnce: number,
  start: (pool: FunctionPool) => Started,
): Promise<LoadOutcome[]> {
  const all: LoadOutcome[] = []
  const left = pools.entries()
  const work = async () => {
    for (const [at, { name, pool }] of left) {
      const problem = await start(pool)
      all[at] = problem === undefined ? { name } : { name, problem: problem.join(': ') }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return all
}

function counted(pools: readonly OpenPool[], books: Ledger): HostedCounts {
  let environments = 0
  let waiting = 0
  for (const { pool } of pools) {
    environments += pool.environments
    waiting += pool.waiting
  }
  const { invocations, failures, open } = books.totals()
  return { environments, waiting, running: open - waiting, invocations, failures }
}

async function stopAll(pools: readonly OpenPool[], books: Ledger, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(stopLimitMs, resolve)
    books.whenEmpty(() => {
      cancel()
      resolve()
    })
  })
  await Promise.all(pools.map(({ pool }) => pool.stop()))
}
