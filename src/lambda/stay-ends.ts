import { ConnectionContext, eventContext } from '../core/index.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { type Guest, secondsUntil, standing } from './stay.ts'
import { told } from './told.ts'
import { type EndingWork, jobOf } from './work.ts'

/** Do what is due for the stay of a connection's user. Another user's is seen to by another job. */
export async function stayEnds(work: EndingWork, home: ApiHome, ports: LambdaPorts): Promise<void> {
  const { connectionId, until } = work
  const { clock, jobs } = ports
  const connection = await home.connections.get(connectionId)
  if (connection === undefined) return
  const found = standing(home, connection.user, clock)
  if (found.is === 'endless' || found.until !== until) return
  if (found.is === 'over') return expire(connectionId, until, home, ports)
  if (found.is === 'ending') await warn(connection, until, home, ports)
  const next = found.is === 'staying' ? until - found.stay.warningMs : until + found.stay.graceMs
  await jobs.send([jobOf(work, secondsUntil(next, clock))])
}

/** Tell a client that the stay is about to end: once for each end, whoever does it. */
export async function warn(
  { connectionId, user }: Guest,
  until: number,
  home: ApiHome,
  ports: LambdaPorts,
): Promise<void> {
  const verbs = told({ id: `ending/${home.api.name}/${connectionId}/${until}` }, home, ports)
  const c = new ConnectionContext(verbs, eventContext(verbs), connectionId, user)
  await home.api.stay?.onEnding(c, until)
}

/** End a connection whose user's stay is over. API Gateway has no codes, so what is said before must say why. */
export async function expire(
  connectionId: string,
  until: number,
  home: ApiHome,
  ports: LambdaPorts,
): Promise<void> {
  const { sockets } = told({ id: `expired/${home.api.name}/${connectionId}/${until}` }, home, ports)
  const { code, reason, frame } = home.api.farewell?.('expired') ?? { code: 1008, reason: 'expired' }
  if (frame !== undefined) await sockets.send(connectionId, frame)
  await sockets.close(connectionId, code, reason)
}
