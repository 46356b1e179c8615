import { ErrorLog } from '../admin/index.ts'
import { memoryRates, systemClock, systemIds } from '../stores/index.ts'
import { openBus } from './bus.ts'
import type { StoaOptions } from './options.ts'
import { startServer } from './server.ts'
import { serverLog } from './server-log.ts'
import type { Stoa } from './stoa.ts'
import { openStore } from './store.ts'

/**
 * The home that needs nothing but Node: one process, and SQLite for what survives it. Rejects with a `StoreError` when
 * the data folder cannot be used, with a `ConfigurationError` when something cannot be served as it is asked for, and
 * with the system's error when the port cannot be had.
 */
export async function embedded(options: StoaOptions = {}): Promise<Stoa> {
  const { clock = systemClock(), ids = systemIds() } = options
  const log = new ErrorLog(options.log ?? serverLog('warn'), clock)
  const store = await openStore(options.data, { clock, ids })
  try {
    const ports = { store, clock, ids, log }
    const bus = openBus(options, ports)
    return await startServer(options, {
      ...ports,
      bus,
      rates: memoryRates(clock),
      close: async () => store.close(),
    })
  } catch (error) {
    store.close()
    throw error
  }
}
