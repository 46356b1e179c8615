import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type FSWatcher, watch } from 'chokidar'
import type { ViewClock } from './records.ts'

export interface SteadyWatcherOptions {
  readonly roots: readonly string[]
  readonly isIgnored: (path: string) => boolean
  /** A file was added, changed or deleted, or a folder has another one in its place. */
  readonly onChange: (path: string) => void
  readonly onProblem: (error: unknown) => void
  readonly clock: ViewClock
}

export interface SteadyWatcher {
  /** Resolves when no change will be missed any more. */
  readonly ready: Promise<void>
  close(): Promise<void>
}

const checkMs = 100

/**
 * Watches files below `roots`. What chokidar alone does not notice is a folder that is deleted and made again before it
 * has looked: it goes on watching the deleted one. So after anything has happened, it is checked that the folders are
 * still the same ones, and if not, all are watched anew.
 */
export function steadyWatcher({
  roots,
  isIgnored,
  onChange,
  onProblem,
  clock,
}: SteadyWatcherOptions): SteadyWatcher {
  let current = open()
  let cancel = (): void => undefined
  let isRenewing = false
  let isClosed = false

  function open(): Opened {
    const identities = new Map<string, string>()
    const watcher = watch([...roots], { ignored: isIgnored, ignorePermissionErrors: true, alwaysStat: true })
    const ready = new Promise<void>((resolve) => {
      watcher.once('ready', () => {
        for (const kind of ['add', 'change', 'unlink'] as const) watcher.on(kind, (path) => onChange(path))
        watcher.on('raw', checkSoon)
        resolve()
      })
    })
    watcher.on('addDir', (path, stats) => stats && identities.set(path, identityOf(stats)))
    watcher.on('unlinkDir', (path) => identities.delete(path))
    watcher.on('error', onProblem)
    return { watcher, identities, ready }
  }

  function checkSoon(): void {
    if (isClosed || isRenewing) return
    cancel()
    cancel = clock.after(checkMs, () => void check().catch(onProblem))
  }

  async function check(): Promise<void> {
    const replaced = await replacedOf(current.identities)
    if (replaced.length === 0 || isClosed || isRenewing) return
    isRenewing = true
    const old = current
    current = open()
    await Promise.all([current.ready, old.watcher.close()])
    isRenewing = false
    // Something may have changed in them before they were watched.
    for (const path of replaced) onChange(path)
    checkSoon()
  }

  return {
    ready: current.ready,
    async close() {
      isClosed = true
      cancel()
      await current.watcher.close()
    },
  }
}

interface Opened {
  readonly watcher: FSWatcher
  /** Of folders. */
  readonly identities: Map<string, string>
  readonly ready: Promise<void>
}

/** A number of a deleted folder may be given to the next one, so its birth counts too. */
const identityOf = ({ ino, birthtimeMs }: Stats): string => `${ino}/${birthtimeMs}`

/** Folders with another one in their place. One that is gone is not replaced. */
async function replacedOf(identities: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await Promise.all(
    [...identities].map(async ([path, identity]) => {
      const stats = await stat(path).catch(() => undefined)
      return stats !== undefined && identityOf(stats) !== identity ? [path] : []
    }),
  )
  return now.flat()
}
