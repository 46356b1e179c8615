import { type Frame, type Job, type Member, Unavailable } from '../core/index.ts'
import { pack } from './packed.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { post } from './post.ts'
import { type Ended, jobOf, type Posts } from './work.ts'

/** After so many tries in about a minute and a half, whoever cannot be sent to gets no copy. */
const maxAttempts = 6

/** A frame for some of its members. */
export interface Copies {
  /** The same whenever the same copies are to be sent. */
  readonly id: string
  /** Whose members these are, if they are all of one. */
  readonly topic?: string | undefined
  readonly frame: Frame
  readonly to: readonly Member[]
  /** How often it was tried before. */
  readonly attempt: number
}

/**
 * Send each its copy, all at once. Who cannot be sent to just now, or is not there yet, gets it in a while, by a job; of who is
 * gone, the end is taken care of by a job. If these cannot be queued, that is logged: to do it all again would help nobody,
 * and the others have their copies.
 */
export async function deliver(copies: Copies, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const later: Member[] = []
  const gone: Member[] = []
  await Promise.all(
    copies.to.map(async (member) => {
      const posted = await post(member, copies.frame, { ...ports, sockets: home.sockets })
      if (posted === 'later') later.push(member)
      if (posted === 'early' && (await isAwaited(member, copies, home))) later.push(member)
      if (posted === 'gone') gone.push(member)
    }),
  )
  const jobs = gone.map(({ connectionId }) => jobOf(endOf(home, ports, connectionId, copies.topic)))
  if (later.length > 0) {
    const { attempt } = copies
    if (attempt >= maxAttempts) {
      ports.log.error({ api: home.api.name, members: later.length }, 'copies could not be delivered')
    } else {
      jobs.push(jobOf(retried(copies, later, home), delayOf(attempt, ports)))
    }
  }
  if (jobs.length > 0)
    await queue(jobs, { api: home.api.name, later: later.length, gone: gone.length }, ports)
}

/** Whether a connection that is not there yet may still come: after a while, only one that has not been forgotten may. */
async function isAwaited({ connectionId }: Member, { attempt }: Copies, { connections }: ApiHome) {
  if (attempt === 0) return true
  try {
    return (await connections.get(connectionId)) !== undefined
  } catch (error) {
    if (error instanceof Unavailable) return true
    throw error
  }
}

async function queue(jobs: readonly Job[], counts: object, { jobs: queue, log }: LambdaPorts): Promise<void> {
  try {
    await queue.send(jobs)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    log.error({ ...counts, err: error }, 'copies could not be put off')
  }
}

/** Send these copies in a while. Rejects with `Unavailable` if that cannot be queued. */
export function putOff(copies: Copies, home: ApiHome, ports: LambdaPorts): Promise<void> {
  return ports.jobs.send([jobOf(retried(copies, copies.to, home), delayOf(copies.attempt, ports))])
}

/** What is to be done for a connection that is found to be gone. */
export const endOf = (home: ApiHome, { ids }: LambdaPorts, connectionId: string, topic?: string): Ended => ({
  kind: 'ended',
  api: home.api.name,
  id: ids.uuid(),
  connectionId,
  code: 1006,
  reason: '',
  ...(topic !== undefined && { topic }),
})

function retried({ id, topic, frame, attempt }: Copies, to: readonly Member[], { api }: ApiHome): Posts {
  return {
    kind: 'posts',
    api: api.name,
    id: `${id}+${attempt + 1}`,
    ...(topic !== undefined && { topic }),
    frame: pack(frame),
    to: to.map(({ connectionId, connectedAt }) => ({ connectionId, connectedAt })),
    attempt: attempt + 1,
  }
}

/** 1, 2, 4 … seconds, and up to as many more, so that not all come back at once. */
function delayOf(attempt: number, { ids }: LambdaPorts): number {
  const base = 2 ** attempt
  return base + Math.floor((base * Number(ids.draw('0123456789', 3))) / 1_000)
}
