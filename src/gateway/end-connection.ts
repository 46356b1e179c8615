import { type Api, after, type Farewell, type Later, type Sockets } from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'

// Captured: a DELETE reaches `$disconnect` as 1000 with this reason.
const ended: Farewell = { code: closeCodes.normal, reason: 'Connection Closed Normally' }

/** End a connection because somebody who may wants that, on whichever node it is, in the words of its API. */
export function endConnection(
  connectionId: string,
  api: Pick<Api, 'farewell'>,
  sockets: Sockets,
): Later<'closed' | 'gone'> {
  const { code, reason, frame } = api.farewell?.('ended') ?? ended
  const told = frame === undefined ? 'sent' : sockets.send(connectionId, frame)
  return after(told, () => sockets.close(connectionId, code, reason))
}
