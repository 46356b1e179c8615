import type { Frame, Look, Sockets, Topic } from '../core/index.ts'
import { claimed } from './claimed.ts'
import { handOut, handOutPages, only } from './hand-out.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { segmentsOf } from './segments.ts'
import { EventTopics } from './topics.ts'
import { jobOf } from './work.ts'

/** What a job or an event of the bus lets a handler do, each of it once however often the job is done. */
export interface Told {
  readonly topics: EventTopics
  readonly sockets: Sockets
}

export interface TellOptions {
  /** The same whenever the same job is done: what a handler sends is counted from it. */
  readonly id: string
  /** Nobody needs to send there any more. */
  readonly gone?: string
}

export function told({ id, gone }: TellOptions, home: ApiHome, ports: LambdaPorts): Told {
  let said = 0
  const nextId = (): string => `${id}/${said++}`

  const publish = async (topic: Topic, frame: string, except: string | undefined, look: Look) => {
    const work = { id: nextId(), topic, frame }
    const left = [except, gone].filter((each) => each !== undefined)
    if (look.members.length === 0) return
    await claimed(work.id, ports, async (claim) => {
      const about = claim.since === undefined ? look.about : plannedIn(claim.since)
      if (about === undefined) {
        await handOutPages({ ...work, except: new Set(left), ...only(...look.members) }, claim, home, ports)
        return
      }
      await claim.note(planOf(about))
      const broadcast = { api: home.api.name, ...work, except: left }
      await ports.jobs.send(segmentsOf(broadcast, about).map((segment) => jobOf(segment)))
    })
  }

  const send = async (connectionId: string, frame: Frame): Promise<'sent' | 'gone'> => {
    const connection = await home.connections.get(connectionId)
    if (connection === undefined || connectionId === gone) return 'gone'
    await handOut({ id: nextId(), frame, ...only(connection) }, home, ports)
    return 'sent'
  }

  return {
    topics: new EventTopics(home.members, publish),
    sockets: { ...home.sockets, send },
  }
}

const plan = 'about '

/**
 * How a broadcast is cut, in its claim: whoever does the job again sees a topic of another size, and parts of another
 * cut would bring second copies.
 */
const planOf = (about: number): string => `${plan}${about}`

/** `undefined`: it was no broadcast. */
function plannedIn(progress: string): number | undefined {
  return progress.startsWith(plan) ? Number(progress.slice(plan.length)) : undefined
}
