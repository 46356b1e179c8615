import { type Clock, type Frame, type Log, type Member, type Sockets, Unavailable } from '../core/index.ts'

/** `later`: it could not be sent now. `early`: the connection is so young that it may not be there yet. */
export type Posted = 'sent' | 'gone' | 'early' | 'later' | 'failed'

export interface PostPorts {
  readonly sockets: Sockets
  readonly clock: Clock
  readonly log: Log
}

/**
 * API Gateway answers 410 for a connection until its `$connect` has been answered. The authorizer and the function may take ten
 * seconds each.
 */
export const youthMs = 20_000
const firstWaitMs = 25
const attempts = 7

/** Send a frame to one connection; one that is about to open is waited for, for 1.6 seconds in all. */
export async function post(member: Member, frame: Frame, ports: PostPorts): Promise<Posted> {
  const { sockets, clock, log } = ports
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outcome = await sockets.send(member.connectionId, frame)
      if (outcome !== 'gone') return 'sent'
    } catch (error) {
      if (error instanceof Unavailable) return 'later'
      log.error({ connectionId: member.connectionId, err: error }, 'a frame cannot be sent')
      return 'failed'
    }
    if (clock.now() - member.connectedAt > youthMs) return 'gone'
    if (attempt === attempts) return 'early'
    await elapsed(clock, firstWaitMs * 2 ** (attempt - 1))
  }
}

const elapsed = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve)
  })
