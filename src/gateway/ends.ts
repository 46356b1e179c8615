import {
  type Api,
  after,
  type Context,
  type Ending,
  type Later,
  type Log,
  type Router,
} from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'
import type { Connection } from './connection.ts'

export interface EndsOptions {
  readonly api: Pick<Api, 'name' | 'onDisconnect'>
  readonly router: Pick<Router, 'disconnected' | 'restored'>
  readonly log: Log
  /** Resolves when this node is known to be one of the fleet again. Alone, nothing waits for it. */
  readonly nextBeat: (() => Promise<void>) | undefined
}

/** What no close frame says: the connection was lost (RFC 6455 section 7.1.5). */
export const unclean: Ending = { code: 1006, reason: '' }

/** What is done when connections of one API end: once for each, on whichever node. */
export class Ends {
  readonly #options: EndsOptions
  /** Connections that have an end of which nobody is to hear. */
  readonly #silent = new Set<string>()
  #underWay = 0
  /** How often the fleet has told of the ends of all connections here. */
  #timesGivenUp = 0

  constructor(options: EndsOptions) {
    this.#options = options
  }

  /** Whether anything that has to do with connections that are to come or have ended is still being done. */
  isBusy(): boolean {
    return this.#underWay > 0
  }

  counted<T>(work: Later<T>): Later<T> {
    if (!(work instanceof Promise)) return work
    this.#underWay += 1
    return work.finally(() => {
      this.#underWay -= 1
    })
  }

  /** Of the end of this connection nobody is to hear. */
  silence(connectionId: string): void {
    this.#silent.add(connectionId)
  }

  /** What could not be told because the fleet was away is told when it is back. */
  tell(context: Context, ending: Ending): Later<void> {
    if (this.#silent.delete(context.connectionId)) return
    const telling = this.#options.router.disconnected(context, ending)
    return telling instanceof Promise ? this.counted(this.#untilTold(telling, context, ending)) : telling
  }

  /** For the fleet all of these had ended. Those whose end means something end now, or are taken back. */
  givenUp(connections: readonly Connection[]): void {
    const { api, router } = this.#options
    this.#timesGivenUp += 1
    if (api.onDisconnect === undefined) return
    for (const connection of connections) {
      connection.inOrder(() =>
        after(router.restored(connection.context), (isBack) => {
          if (isBack) return
          this.silence(connection.connectionId)
          connection.leave('lost', closeCodes.serviceRestart, 'Reconnect')
        }),
      )
    }
  }

  /** While it could not be told, the others may have done so. */
  async #untilTold(telling: Promise<void>, context: Context, ending: Ending): Promise<void> {
    const { api, router, log, nextBeat } = this.#options
    const before = this.#timesGivenUp
    let attempt = telling
    while (before === this.#timesGivenUp) {
      try {
        await attempt
        return
      } catch (error) {
        const { connectionId } = context
        log.debug({ api: api.name, connectionId, err: error }, 'an end could not be told yet')
        if (nextBeat === undefined) return
        await nextBeat()
        attempt = Promise.resolve(
          before === this.#timesGivenUp ? router.disconnected(context, ending) : undefined,
        )
      }
    }
  }
}
