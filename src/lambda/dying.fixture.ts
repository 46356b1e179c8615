import { Unavailable } from '../core/index.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'

/** What a function does takes its time, may fail, and may be the last thing that it does. */
export interface Fate {
  /** So many turns of the loop go by before and after each call. The default is none. */
  readonly turns?: number
  /** Each call has two steps, one before what it does and one after. This is the step at which the function dies. */
  readonly diesAt?: number | undefined
  /** The call that is not carried out, and `Unavailable`. */
  readonly failsAt?: number
}

/** The home and the ports of a function that has a fate: once it is dead, nothing that it waits for ever comes. */
export function fated(home: ApiHome, ports: LambdaPorts, { turns = 0, diesAt, failsAt }: Fate) {
  let steps = 0
  let calls = 0
  const step = async (): Promise<void> => {
    steps += 1
    if (diesAt !== undefined && steps >= diesAt) await new Promise(() => {})
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const slow =
    <A extends readonly unknown[], R>(work: (...given: A) => Promise<R> | R) =>
    async (...given: A): Promise<R> => {
      await step()
      calls += 1
      if (calls === failsAt) throw new Unavailable('it is away for a moment')
      const result = await work(...given)
      await step()
      return result
    }
  const { connections, members, sockets, history } = home
  const { claims, jobs, users } = ports
  return {
    isDead: () => diesAt !== undefined && steps >= diesAt,
    home: {
      ...home,
      connections: {
        open: slow(connections.open),
        get: slow(connections.get),
        renew: slow(connections.renew),
        topicsOf: slow(connections.topicsOf),
        end: slow(connections.end),
        forget: slow(connections.forget),
      },
      members: {
        ...members,
        join: slow(members.join),
        leave: slow(members.leave),
        has: slow(members.has),
        look: slow(members.look),
      },
      history: {
        append: slow((...given: Parameters<typeof history.append>) => history.append(...given)),
        read: slow((...given: Parameters<typeof history.read>) => history.read(...given)),
      },
      sockets: { ...sockets, send: slow(sockets.send) },
    },
    ports: {
      ...ports,
      claims: { take: slow(claims.take), note: slow(claims.note), finish: slow(claims.finish) },
      jobs: { send: slow(jobs.send) },
      users: { ...users, name: slow(users.name), rename: slow(users.rename) },
    },
  }
}
