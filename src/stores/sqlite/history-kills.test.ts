import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { History, Retention } from '../../core/ports/history.ts'
import { wholeOf } from '../../core/ports/history-under-test.fixture.ts'
import { systemClock } from '../system/clock.ts'
import { systemIds } from '../system/ids.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

const retention: Retention = { events: 150, ageMs: 3_600_000 }
const built = new URL('../../../dist/stores/index.js', import.meta.url).href

/** Appends one event after another, and says each that is acknowledged, until it is killed. */
const writer = `
const { openSqliteStore, systemClock, systemIds } = await import(${JSON.stringify(built)})
const store = await openSqliteStore(process.argv[1])
const history = store.history({ clock: systemClock(), ids: systemIds(), api: 'hub' })
const retention = ${JSON.stringify(retention)}
const first = history.read('room', { after: 0, limit: 0, maxBytes: 0 }, retention).position.offset + 1
for (let index = first; ; index += 1) {
  const { position } = history.append('room', 'text ' + index, { retention, key: 'key ' + index })
  process.stdout.write(position.offset + ' ' + position.epoch + '\\n')
  await new Promise((resolve) => setImmediate(resolve))
}`

/** Kill it in the middle of what it does; the last event that it has acknowledged. */
async function killAfter(folder: string, lines: number): Promise<{ offset: number; epoch: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let count = 0
  let last = ''
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    count += 1
    if (count === lines) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  const [offset, epoch = ''] = last.split(' ')
  return { offset: Number(offset), epoch }
}

async function openAt(folder: string): Promise<{ history: History; close(): void }> {
  const store = await openSqliteStore(folder)
  return {
    history: store.history({ clock: systemClock(), ids: systemIds(), api: 'hub' }),
    close: () => store.close(),
  }
}

test('kill -9 takes no event that was acknowledged, and gives none another place', async () => {
  const folder = temporaryFolder()
  const epochs = new Set<string>()
  let newest = 0
  for (const lines of [1, 90, 127, 128, 129, 300]) {
    const acknowledged = await killAfter(folder, lines)
    epochs.add(acknowledged.epoch)
    expect(acknowledged.offset).toBeGreaterThanOrEqual(newest + lines)
    const { history, close } = await openAt(folder)
    const { events, position, floor } = await wholeOf(history, 'room', retention)
    newest = position.offset
    // One that was written and not acknowledged any more may be there.
    expect(newest - acknowledged.offset).toBeLessThanOrEqual(1)
    expect(newest).toBeGreaterThanOrEqual(acknowledged.offset)
    expect(events.map(({ offset }) => offset)).toEqual(events.map((_, index) => floor + 1 + index))
    expect(events.every(({ offset, text }) => text === `text ${offset}`)).toBe(true)
    expect(events.length).toBe(Math.min(newest, retention.events))
    const repeat = await history.append('room', 'again', { retention, key: `key ${newest}` })
    expect(repeat).toEqual({ position, isDuplicate: true })
    close()
  }
  expect(epochs.size).toBe(1)
}, 60_000)
