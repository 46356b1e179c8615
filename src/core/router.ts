import type { Api, Ending, Message, Route } from './api.ts'
import type { Context } from './context.ts'
import type { Fault } from './fault.ts'
import type { Later } from './later.ts'
import type { Ids } from './ports/ids.ts'
import type { Log } from './ports/log.ts'
import { Unavailable } from './ports/unavailable.ts'
import { Refusal } from './refusal.ts'
import { compileSelector, type Selector } from './selector.ts'
import type { Topic } from './topic.ts'

/** The events of an API's connections, on their way to its handlers. But for `disconnected`, no call throws or rejects. */
export interface Router {
  connected(c: Context): Later<void>
  /** `isBase64Encoded`: the text stands for the bytes of a binary frame. */
  message(c: Context, text: string, isBase64Encoded?: boolean): Later<void>
  /** Rejects with `Unavailable`, and with nothing else: then it is to be called again. */
  disconnected(c: Context, ending: Ending): Later<void>
  /** A connection has ended that was in these topics. */
  dropped(c: Context, topics: readonly Topic[]): Later<void>
  /** The stay of a connection's user is about to end. */
  ending(c: Context, until: number): Later<void>
  /** A connection that was told of as gone is there. `false`: the API has no way to take it back. */
  restored(c: Context): Later<boolean>
  /** Tell the client of a fault, in the API's own words. */
  fault(c: Context, fault: Fault, text?: string): Later<void>
}

export interface RouterOptions {
  readonly ids: Ids
  readonly log: Log
  /** Whether a route may be called once more just now. */
  readonly allows?: (routeKey: string) => boolean
  /** Told of every fault that a client is told of. */
  readonly onFault?: (fault: Fault) => void
}

export function router(api: Api, { ids, log, allows, onFault }: RouterOptions): Router {
  const select: Selector = compileSelector(api.selector)
  const routes = new Map<string, Route>(Object.entries(api.routes))
  const fallback = routes.get('$default')
  routes.delete('$default')

  const fault = (c: Context, what: Fault, text?: string): Later<void> => {
    onFault?.(what)
    const requestId = ids.short()
    const frame = api.faultFrame(what, {
      connectionId: c.connectionId,
      requestId,
      ...(text !== undefined && { text }),
    })
    return c.reply(frame)
  }

  const run = (c: Context, message: Message, key: string, chosen: Route): Later<void> =>
    allows === undefined || allows(key)
      ? chosen.handle(c, message, (problem) => fault(c, { kind: 'invalid-body', problem }, message.text))
      : fault(c, { kind: 'too-many-requests' }, message.text)

  const handle = (c: Context, text: string, isBase64Encoded: boolean): Later<void> => {
    const parsed = isBase64Encoded ? { error: 'a binary frame' } : parse(text)
    if ('error' in parsed) {
      if (fallback === undefined) return fault(c, { kind: 'not-json', reason: parsed.error }, text)
      return run(c, { text, body: text, isBase64Encoded }, '$default', fallback)
    }
    const message = { text, body: parsed.body, isBase64Encoded }
    const key = select(parsed.body)
    const chosen = routes.get(key)
    if (chosen !== undefined) return run(c, message, key, chosen)
    return fallback === undefined
      ? fault(c, { kind: 'no-route' }, text)
      : run(c, message, '$default', fallback)
  }

  const failed = (c: Context, event: string, error: unknown): void => {
    log.error({ api: api.name, connectionId: c.connectionId, event, err: error }, 'a handler failed')
  }

  return {
    fault,
    restored: (c) => {
      const { onRestored } = api
      if (onRestored === undefined) return false
      const running = guarded(
        () => onRestored(c),
        (error) => failed(c, 'restore', error),
      )
      return running instanceof Promise ? running.then(() => true) : true
    },
    dropped: (c, topics) =>
      guarded(
        () => api.onDropped?.(c, topics),
        (error) => failed(c, 'drop', error),
      ),
    ending: (c, until) =>
      guarded(
        () => api.stay?.onEnding(c, until),
        (error) => failed(c, 'ending', error),
      ),
    connected: (c) =>
      guarded(
        () => api.onConnect?.(c),
        (error) => failed(c, 'connect', error),
      ),
    message: (c, text, isBase64Encoded = false) =>
      guarded(
        () => {
          const running = handle(c, text, isBase64Encoded)
          if (running instanceof Promise) c.waitsFor?.(running)
          return running
        },
        (error) => {
          if (error instanceof Refusal)
            return fault(c, { kind: 'refused', why: error.message, refusal: error }, text)
          if (error instanceof Unavailable) return fault(c, { kind: 'unavailable' }, text)
          failed(c, 'message', error)
          return fault(c, { kind: 'internal' }, text)
        },
      ),
    disconnected: (c, ending) =>
      guarded(
        () => api.onDisconnect?.(c, ending),
        (error) => {
          if (error instanceof Unavailable) throw error
          failed(c, 'disconnect', error)
        },
      ),
  }
}

function parse(text: string): { readonly body: unknown } | { readonly error: string } {
  try {
    return { body: JSON.parse(text) }
  } catch (error) {
    return { error: String(error) }
  }
}

/** A handler that throws, now or later, costs its own event only. */
function guarded(run: () => Later<void>, failed: (error: unknown) => Later<void>): Later<void> {
  try {
    const running = run()
    return running instanceof Promise ? running.catch(failed) : undefined
  } catch (error) {
    return failed(error)
  }
}
