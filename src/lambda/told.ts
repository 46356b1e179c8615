import { type Appended, type Frame, type Home, type Look, stamped, type Topic } from '../core/index.ts'
import { claimed } from './claimed.ts'
import { handOut, handOutPages, only } from './hand-out.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { recordedTopics } from './record.ts'
import { segmentsOf } from './segments.ts'
import { EventTopics } from './topics.ts'
import { verbsOf } from './verbs.ts'
import { jobOf } from './work.ts'

export interface TellOptions {
  /** The same whenever the same job is done: what a handler sends is counted from it. */
  readonly id: string
  /** Nobody needs to send there any more. */
  readonly gone?: string
}

/** What a job or an event of the bus lets a handler do, each of it once however often the job is done. */
export function told({ id, gone }: TellOptions, home: ApiHome, ports: LambdaPorts): Home {
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

  const topics = new EventTopics(home, publish)
  const sockets = { ...home.sockets, send }
  const recorded = { ...recordedTopics(topics, home), publish: keepOnce(nextId, topics, home) }
  return verbsOf({ topics, sockets, recorded }, home, ports)
}

/**
 * Keep and publish. What was kept when the job was done before is published again as it was then, because whoever did it may
 * have died in between.
 */
function keepOnce(
  nextId: () => string,
  topics: EventTopics,
  { history }: ApiHome,
): Home['recorded']['publish'] {
  return async (topic, text, options) => {
    const appended: Appended = await history.append(topic, text, { key: nextId(), ...options })
    const { position, isDuplicate } = appended
    if (!isDuplicate) await topics.publish(topic, stamped(text, position))
    if (!isDuplicate || options.key !== undefined) return appended
    const range = { after: (position?.offset ?? 1) - 1, limit: 1, maxBytes: 0 }
    const { events } = await history.read(topic, range, options.retention)
    const [kept] = events.filter(({ offset }) => offset === position?.offset)
    await topics.publish(topic, stamped(kept?.text ?? text, position))
    return appended
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
