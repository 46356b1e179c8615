import { monitorEventLoopDelay } from 'node:perf_hooks'
import { version } from '../version.ts'
import { counter, gauge, type Reading, summary } from './reading.ts'

/** What the process takes of its machine, and which program it is. */
export function processMetrics(home: 'embedded' | 'fleet'): Reading[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
  return [
    counter('process_cpu_seconds_total', 'Processor time of this process.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Memory that this process takes of its machine.', rss),
    gauge(
      'process_start_time_seconds',
      'When this process started, in seconds since 1970.',
      performance.timeOrigin / 1_000,
    ),
    gauge('nodejs_heap_size_total_bytes', 'Memory for objects.', heapTotal),
    gauge('nodejs_heap_size_used_bytes', 'Memory of objects.', heapUsed),
    gauge('nodejs_external_memory_bytes', 'Memory of buffers and other things outside the heap.', external),
    gauge('stoa_build_info', 'Which program this is; always 1.', [
      { labels: { version, node: process.version, home }, value: 1 },
    ]),
  ]
}

export interface EventLoopDelay {
  /** The delays since the last reading, but for the sum and the count. */
  reading(): Reading
  /** Measure no more. */
  close(): void
}

/** Milliseconds between two looks. */
const resolution = 20

/** How late timers are, because the event loop was at something else. */
export function eventLoopDelay(): EventLoopDelay {
  const delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  let sum = 0
  let count = 0
  // What Node measures is the time between two looks.
  const seconds = (ns: number): number => Math.max(0, ns / 1e9 - resolution / 1_000)

  return {
    reading() {
      const isSeen = delays.count > 0
      const quantiles = {
        '0.5': isSeen ? seconds(delays.percentile(50)) : 0,
        '0.99': isSeen ? seconds(delays.percentile(99)) : 0,
        '1': isSeen ? seconds(delays.max) : 0,
      }
      if (isSeen) sum += seconds(delays.mean) * delays.count
      count += delays.count
      delays.reset()
      return summary(
        'stoa_event_loop_delay_seconds',
        'How late timers are; the quantiles are those since the metrics were last read.',
        { quantiles, sum, count },
      )
    },
    close: () => void delays.disable(),
  }
}
