import { after, type Fault, type Later, type Router } from '../core/index.ts'
import type { Connection } from './connection.ts'

/** How the messages of connections are handled. No call throws or rejects. */
export interface MessageHandling {
  message(connection: Connection, text: string, isBase64Encoded: boolean): Later<void>
  fault(connection: Connection, fault: Fault, text?: string): Later<void>
}

/** One after the other, where what a handler asks for is there at once. */
export const inTurn = (router: Router): MessageHandling => ({
  message: ({ context }, text, isBase64Encoded) => router.message(context, text, isBase64Encoded),
  fault: ({ context }, fault, text) => router.fault(context, fault, text),
})

/**
 * In a fleet, a message whose publish is under way holds up none behind it, so many at most; their replies are put in
 * order.
 */
export const sideBySide = (router: Router, most: number): MessageHandling => ({
  message({ context, replies }, text, isBase64Encoded) {
    const slot = replies.open()
    const own = context.inSlot(slot)
    const handling = router.message(own, text, isBase64Encoded)
    if (!(handling instanceof Promise)) return slot.end()
    const ended = handling.then(() => slot.end())
    return own.isHandedOn() && replies.size() < most ? undefined : ended
  },
  fault({ context, replies }, fault, text) {
    const slot = replies.open()
    return after(router.fault(context.inSlot(slot), fault, text), () => slot.end())
  },
})
