import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ViewClock } from './records.ts'
import { watchFolders } from './watch.ts'

const clock: ViewClock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}

/** A folder with `lambdas/a.js`, which is watched, and what it tells of. */
async function watched(folders: readonly string[] = ['lambdas']) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa-watch-')))
  const at = (path: string): string => join(root, path)
  await mkdir(at('lambdas/deep'), { recursive: true })
  await writeFile(at('lambdas/a.js'), '1')
  await symlink(at('lambdas'), at('link'))
  const told: string[] = []
  let wake = (): void => undefined
  const watching = watchFolders({
    folders: folders.map(at),
    clock,
    onProblem: (sentence) => told.push(sentence),
    onChange(files) {
      told.push(...files.map((file) => relative(root, join(process.cwd(), file))))
      wake()
    },
  })
  onTestFinished(async () => {
    await watching.close()
    await rm(root, { recursive: true, force: true })
  })
  await watching.ready
  return {
    at,
    told,
    watching,
    /** What it has told since the last time, once `path` is among it, or a folder that it is in. */
    async until(path: string): Promise<readonly string[]> {
      while (!told.some((one) => path === one || path.startsWith(`${one}/`))) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return told.splice(0)
    },
  }
}

describe('a watched folder tells', () => {
  test('of files that are changed, added and deleted, in folders that are new too', async () => {
    const { at, until } = await watched()
    await writeFile(at('lambdas/a.js'), '2')
    expect(await until('lambdas/a.js')).not.toEqual([])
    await mkdir(at('lambdas/new/er'), { recursive: true })
    await writeFile(at('lambdas/new/er/b.js'), '1')
    expect(await until('lambdas/new/er/b.js')).not.toEqual([])
    await rm(at('lambdas/a.js'))
    expect(await until('lambdas/a.js')).not.toEqual([])
  })

  test('of files that editors and builds put in place of others', async () => {
    const { at, until } = await watched()
    await writeFile(at('draft'), '2')
    await rename(at('draft'), at('lambdas/a.js'))
    expect(await until('lambdas/a.js')).not.toEqual([])
    await writeFile(at('lambdas/a.js'), '3')
    expect(await until('lambdas/a.js')).not.toEqual([])
  })

  test('of nothing that packages, git, logs and editors write, or that is beside it', async () => {
    const { at, until } = await watched()
    const names = [
      'node_modules/p/i.js',
      '.git/HEAD',
      '.stoa/x',
      'stoa-data/db',
      'x.log',
      '.a.js.swp',
      'a.js~',
      '4913',
    ]
    const paths = [...names.map((name) => `lambdas/${name}`), 'beside.js', 'lambdas2/x.js']
    for (const path of paths) {
      await mkdir(dirname(at(path)), { recursive: true })
      await writeFile(at(path), '1')
    }
    await writeFile(at('lambdas/deep/z.js'), '1')
    expect(new Set(await until('lambdas/deep/z.js'))).toEqual(new Set(['lambdas/deep/z.js']))
  })

  test('of a folder that is deleted and made again', async () => {
    const { at, until } = await watched()
    await rm(at('lambdas'), { recursive: true })
    expect(await until('lambdas/a.js')).not.toEqual([])
    await mkdir(at('lambdas'))
    await writeFile(at('lambdas/b.js'), '1')
    expect(await until('lambdas/b.js')).not.toEqual([])
    await writeFile(at('lambdas/b.js'), '2')
    expect(await until('lambdas/b.js')).not.toEqual([])
  })

  test('of a folder that has another one in its place, and then of files in that', async () => {
    const { at, until } = await watched()
    await mkdir(at('next'))
    await writeFile(at('next/b.js'), '2')
    await rename(at('lambdas'), at('old'))
    await rename(at('next'), at('lambdas'))
    expect(await until('lambdas/b.js')).not.toEqual([])
    await writeFile(at('lambdas/b.js'), '3')
    expect(await until('lambdas/b.js')).not.toEqual([])
  })

  test('of a folder that is not there yet', async () => {
    const { at, until } = await watched(['later'])
    await mkdir(at('later'))
    await writeFile(at('later/a.js'), '1')
    expect(await until('later/a.js')).not.toEqual([])
  })

  test('of what a link leads to', async () => {
    const { at, until } = await watched(['link'])
    await writeFile(at('lambdas/a.js'), '2')
    expect(await until('link/a.js')).not.toEqual([])
  })
})

test('nothing is told of once it is closed', async () => {
  const { at, told, watching } = await watched()
  await writeFile(at('lambdas/a.js'), '2')
  await watching.close()
  await watching.close()
  await writeFile(at('lambdas/a.js'), '3')
  expect(told).toEqual([])
})
