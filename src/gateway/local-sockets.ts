import type { FanOut, Sockets } from '../core/index.ts'
import type { Connection } from './connection.ts'
import { frameOf } from './wire.ts'

/** The connections of this process. */
export function localSockets(fanOut: FanOut<Connection>): Sockets {
  return {
    send: (connectionId, frame) => {
      const connection = fanOut.outlet(connectionId)
      if (connection === undefined || !connection.isOpen()) return 'gone'
      // Pushed even then: whoever reads too slowly is cut at the end of the turn.
      const isFull = connection.isFull()
      connection.send(frameOf(frame))
      return isFull ? 'full' : 'sent'
    },
    describe: (connectionId) => {
      const connection = fanOut.outlet(connectionId)
      return connection?.isOpen() ? connection.describe() : 'gone'
    },
    close: (connectionId, code, reason) => {
      const connection = fanOut.outlet(connectionId)
      if (connection === undefined || !connection.isOpen()) return 'gone'
      connection.close(code, reason)
      return 'closed'
    },
  }
}
