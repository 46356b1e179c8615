import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type CheckReport, type CheckRequest, readReport } from './model-thread-wire.ts'

export interface ModelThreadListener {
  onReport(report: CheckReport): void
  /** It has ended by itself: it failed, or ran out of memory. Told once, and nothing after it. */
  onGone(reason: string): void
}

export interface ModelThread {
  check(request: CheckRequest): void
  /** End it, whatever it is at. Its listener is not told anything any more. */
  end(): void
}

const memory = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 }

/** Start a thread that checks bodies. It does not keep the process alive. */
export function startModelThread(listener: ModelThreadListener): ModelThread {
  const worker = new Worker(threadPath(), { env: {}, execArgv: [], resourceLimits: memory })
  let isOver = false
  const gone = (reason: string): void => {
    if (isOver) return
    isOver = true
    listener.onGone(reason)
  }
  worker
    .on('message', (message: unknown) => {
      if (!isOver) listener.onReport(readReport(message))
    })
    .on('error', (error) => gone(String(error)))
    .on('exit', (code) => gone(`exit ${code}`))
  worker.unref()

  return {
    check: (request) => worker.postMessage(request),
    end() {
      isOver = true
      void worker.terminate()
    },
  }
}

/** The compiled program, also when this file is run from its source. */
function threadPath(): string {
  const isSource = import.meta.url.endsWith('.ts')
  return fileURLToPath(
    new URL(
      isSource ? '../../dist/integration/model-thread-main.js' : './model-thread-main.js',
      import.meta.url,
    ),
  )
}
