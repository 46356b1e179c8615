import { ConnectionContext, type Ending, eventContext, Unavailable } from '../core/index.ts'
import { claimed } from './claimed.ts'
import { handOut, only } from './hand-out.ts'
import { unpack } from './packed.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { split } from './segments.ts'
import { stayEnds } from './stay-ends.ts'
import { told } from './told.ts'
import {
  type Effect,
  type Ended,
  jobOf,
  type Opened,
  type Posts,
  type SegmentWork,
  type TendWork,
  type Work,
} from './work.ts'

/** Do a job. Doing it again does nothing twice that somebody could see. Rejects if it has to be done again. */
export async function perform(work: Work, home: ApiHome, ports: LambdaPorts): Promise<void> {
  switch (work.kind) {
    case 'opened':
      return opened(work, home, ports)
    case 'ended':
      return ended(work, home, ports)
    case 'segment':
      return segment(work, home, ports)
    case 'posts':
      return posts(work, home, ports)
    case 'tend':
      return tend(work, home, ports)
    case 'ending':
      return stayEnds(work, home, ports)
  }
}

async function opened(work: Opened, home: ApiHome, ports: LambdaPorts): Promise<void> {
  for (const [at, effect] of work.effects.entries()) {
    await bringAbout(effect, `opened/${work.api}/${work.id}/${at}`, work, home, ports)
  }
}

async function bringAbout(
  effect: Effect,
  id: string,
  { connection }: Opened,
  home: ApiHome,
  ports: LambdaPorts,
): Promise<void> {
  switch (effect.do) {
    case 'send': {
      const to =
        effect.to === connection.connectionId ? connection : { connectionId: effect.to, connectedAt: 0 }
      return handOut({ id, frame: unpack(effect.frame), ...only(to) }, home, ports)
    }
    case 'publish': {
      // Its end may have been told already, and then it is not told any more that it is there.
      if ((await home.connections.get(connection.connectionId)) === undefined) return
      const { topics } = told({ id }, home, ports)
      return topics.publish(effect.topic, String(unpack(effect.frame)), effect.except)
    }
    case 'close':
      await home.sockets.close(effect.to, effect.code, effect.reason)
      return
    case 'emit':
      return claimed(id, ports, async () => {
        if ((await ports.events.emit(effect.event)) === 'full') throw new Unavailable('the bus is full')
      })
  }
}

async function ended(work: Ended, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const { connectionId, code, reason, topic } = work
  const connection = await home.connections.end(connectionId, work.id)
  if (connection === 'taken') return
  if (connection === 'gone') {
    // Somebody may have died while it was forgotten, or while it joined or left, and then it was left behind there.
    await home.connections.forget(connectionId)
    if (topic !== undefined) await home.members.leave(topic, connectionId)
    return
  }
  const ending: Ending = { code, reason }
  const { api, connections } = home
  const verbs = told({ id: `ended/${work.api}/${connectionId}`, gone: connectionId }, home, ports)
  const c = new ConnectionContext(verbs, eventContext(verbs), connectionId, connection.user)
  await api.onDisconnect?.(c, ending)
  if (api.onDropped !== undefined) await api.onDropped(c, await connections.topicsOf(connectionId))
  await connections.forget(connectionId)
}

/** Look after a topic that nobody may be in any more. */
async function tend({ api, id, topic }: TendWork, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const verbs = eventContext(told({ id: `tend/${api}/${id}` }, home, ports))
  await home.api.upkeep?.({ ...verbs, tell: () => {} }, { topic, members: [], quietMs: 0 })
}

async function segment(work: SegmentWork, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const smaller = split(work)
  if (smaller.length > 0) return ports.jobs.send(smaller.map((each) => jobOf(each)))
  const { id, topic, from, to, except, frame } = work
  await handOut(
    {
      id: `${id}/${from}-${to}`,
      topic,
      frame: unpack(frame),
      except: new Set(except),
      pages: (after) => home.members.read(topic, { from, to }, after),
    },
    home,
    ports,
  )
}

function posts({ id, topic, frame, to, attempt }: Posts, home: ApiHome, ports: LambdaPorts): Promise<void> {
  return handOut({ id, topic, frame: unpack(frame), ...only(...to), attempt }, home, ports)
}
