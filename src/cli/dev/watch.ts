import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { gatheredChanges } from './gathered-changes.ts'
import type { ViewClock } from './records.ts'
import { type SteadyWatcher, steadyWatcher } from './steady-watcher.ts'

export interface WatchOptions {
  /** Absolute, or relative to the working directory. One that is missing is watched as soon as it is there. */
  readonly folders: readonly string[]
  /**
   * What was added, changed or deleted: files, or a folder that has been replaced as a whole. Each is there once, sorted,
   * relative to the working directory.
   */
  readonly onChange: (files: readonly string[]) => void
  /** What keeps changes from being seen, such as too many files. */
  readonly onProblem?: (sentence: string) => void
  readonly clock: ViewClock
}

const ignoredNames =
  /^(node_modules|\.git|\.stoa.*|stoa-data|.*\.log|\.DS_Store|4913|.*~|.*\.sw[a-z]|\.#.*|#.*#|.*___jb_(tmp|old)___)$/

/**
 * Tells of changes in folders, 100 ms after the last of several that come together. What packages, git, Stoa itself and
 * editors write beside the sources is none. A folder that is deleted and made again, as by a build, stays watched.
 */
export function watchFolders({ folders, onChange, onProblem, clock }: WatchOptions): SteadyWatcher {
  const places = folders.map((folder) => resolve(folder))
  // A folder that is deleted and comes back is noticed from above.
  const roots = [...new Set(places.map(dirname))]
  const changes = gatheredChanges(clock, onChange)
  const watcher = steadyWatcher({
    roots,
    isIgnored: (path) => !roots.includes(path) && !isSource(path, places),
    onChange: (path) => isSource(path, places) && changes.note(relative(process.cwd(), path)),
    onProblem: (error) => onProblem?.(error instanceof Error ? error.message : String(error)),
    clock,
  })
  return {
    ready: watcher.ready,
    async close() {
      await watcher.close()
      changes.forget()
    },
  }
}

/** Whether it is one of the folders or in one of them, and nothing on the way to it is to be ignored. */
function isSource(path: string, places: readonly string[]): boolean {
  return places.some((place) => {
    const way = relative(place, path)
    if (way === '') return true
    const isInside = !isAbsolute(way) && way.split(sep)[0] !== '..'
    return isInside && !way.split(sep).some((part) => ignoredNames.test(part))
  })
}
