import { everyone, type Member, places } from '../core/index.ts'
import { endOf } from './delivery.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { youthMs } from './post.ts'
import { jobOf } from './work.ts'

/** Connections of an API that are asked after in one sweep, about. */
const sweptMembers = 500
const minuteMs = 60_000

/**
 * Finds connections that are gone although nobody was told: API Gateway does not promise its `$disconnect`. Of a large API,
 * each sweep asks after a part, and the parts take turns with the minutes. One API that fails costs the others nothing.
 */
export function sweepFunction(homes: readonly ApiHome[], ports: LambdaPorts): () => Promise<void> {
  return async () => {
    const sweeps = await Promise.allSettled(
      homes.map(async (home) => {
        const asked = await sweep(home, ports)
        ports.log.debug({ api: home.api.name, ...asked }, 'swept')
      }),
    )
    const failed = sweeps.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}

async function sweep(home: ApiHome, ports: LambdaPorts): Promise<{ asked: number; gone: number }> {
  const { clock, jobs } = ports
  const counts = { asked: 0, gone: 0 }
  for await (const members of partsOf(home, ports)) {
    const old = members.filter(({ connectedAt }) => clock.now() - connectedAt > youthMs)
    const gone = (await Promise.all(old.map((member) => isGone(member, home, ports)))).flat()
    if (gone.length > 0) await jobs.send(gone.map((id) => jobOf(endOf(home, ports, id, everyone))))
    counts.asked += old.length
    counts.gone += gone.length
  }
  return counts
}

async function* partsOf({ members }: ApiHome, { clock }: LambdaPorts): AsyncGenerator<readonly Member[]> {
  const look = await members.look(everyone, sweptMembers)
  if (look.about === undefined) {
    yield look.members
    return
  }
  const count = Math.ceil(look.about / sweptMembers)
  const turn = Math.floor(clock.now() / minuteMs) % count
  const edge = (at: number): number => Math.floor((places * at) / count)
  for await (const page of members.read(everyone, { from: edge(turn), to: edge(turn + 1) }))
    yield page.members
}

/** Who cannot be asked after now is asked after another time. */
async function isGone(
  { connectionId }: Member,
  { sockets }: ApiHome,
  { log }: LambdaPorts,
): Promise<string[]> {
  try {
    return (await sockets.describe(connectionId)) === 'gone' ? [connectionId] : []
  } catch (error) {
    log.warn({ connectionId, err: error }, 'a connection could not be asked after')
    return []
  }
}
