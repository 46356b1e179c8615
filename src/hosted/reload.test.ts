import { describe, expect, test } from 'vitest'
import type { Invoked } from '../core/index.ts'
import { hosted, resultOf } from './hosted.fixture.ts'

const answers = (word: string) => ({ 'f.mjs': `export const handler = async () => '${word}'` })

describe('a reload', () => {
  test('is for what comes after it, with the code as it is then', async () => {
    const { open, write, functions } = hosted(answers('old'))
    const invoke = open('f.handler')
    expect(resultOf(await invoke())).toBe('old')
    write(answers('new'))
    expect(await functions.reload()).toEqual([{ name: 'f.handler' }])
    expect(resultOf(await invoke())).toBe('new')
    await expect.poll(() => functions.counts().environments).toBe(1)
  })

  test('lets the old code serve until the new one is loaded', async () => {
    const { open, write, functions } = hosted(answers('old'))
    const invoke = open('f.handler')
    await invoke()
    write({ 'f.mjs': `await new Promise((done) => setTimeout(done, 500)); ${answers('new')['f.mjs']}` })
    const reload = functions.reload()
    expect(resultOf(await invoke())).toBe('old')
    await reload
    expect(resultOf(await invoke())).toBe('new')
  })

  test('lets an invocation of the old code end', async () => {
    const code = `export const handler = async () => { await new Promise((done) => setTimeout(done, 1000)); return 'old' }`
    const { open, write, functions } = hosted({ 'f.mjs': code })
    const invoke = open('f.handler')
    await functions.warm()
    const running = invoke()
    write(answers('new'))
    await functions.reload()
    expect(resultOf(await invoke())).toBe('new')
    expect(resultOf(await running)).toBe('old')
  })

  test('of code that does not load fails invocations with the reason, until the next', async () => {
    const { open, write, functions } = hosted(answers('old'))
    const invoke = open('f.handler')
    await invoke()
    write({ 'f.mjs': 'export const handler = async () => {' })
    const problem = expect.stringMatching(/^Runtime\.UserCodeSyntaxError: /)
    expect(await functions.reload()).toEqual([{ name: 'f.handler', problem }])
    expect(await invoke()).toMatchObject({ kind: 'failed', errorType: 'Runtime.UserCodeSyntaxError' })
    write(answers('new'))
    expect(await functions.reload()).toEqual([{ name: 'f.handler' }])
    expect(resultOf(await invoke())).toBe('new')
  })

  test('that comes during another takes its place', async () => {
    const { open, write, functions } = hosted(answers('old'))
    const invoke = open('f.handler')
    await invoke()
    write(answers('newer'))
    const first = functions.reload()
    write(answers('newest'))
    const second = functions.reload()
    expect(await first).toEqual([{ name: 'f.handler' }])
    expect(resultOf(await invoke())).toBe('newest')
    await second
    expect(resultOf(await invoke())).toBe('newest')
  })

  test('loses no invocation, however many there are', async () => {
    const { open, write, functions } = hosted(answers('0'), { maxEnvironments: 3 })
    const invoke = open('f.handler')
    let isDone = false
    const failed: Invoked[] = []
    let count = 0
    const lane = async () => {
      while (!isDone) {
        const invoked = await invoke({ text: 'x'.repeat(500) })
        count += 1
        if (invoked.kind === 'failed') failed.push(invoked)
      }
    }
    const lanes = Array.from({ length: 16 }, lane)
    for (let round = 1; round <= 20; round++) {
      write(answers(String(round)))
      await functions.reload()
    }
    isDone = true
    await Promise.all(lanes)
    expect(failed).toEqual([])
    expect(count).toBeGreaterThan(1_000)
    expect(resultOf(await invoke())).toBe('20')
  })
})
