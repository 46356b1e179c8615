import { describe, expect, test, vi } from 'vitest'
import { letter, ok, open, passWhenWaiting, reasonIn, status } from './alarm.fixture.ts'

describe('an alarm that is stopped', () => {
  test('with nothing to tell is stopped at once, and leaves no timer', async () => {
    const { bell, calls, clock } = await open(ok)
    await bell.stop()
    bell.ring(letter('late'))
    await bell.stop()
    expect([calls.length, clock.waiting()]).toEqual([0, 0])
  })

  test('lets what is under way end, and tells the rest together', async () => {
    const { bell, calls, clock, lines } = await open(ok)
    for (const rule of ['first', 'second', 'third']) bell.ring(letter(rule))
    await bell.stop()
    expect(calls.map(reasonIn)).toEqual([
      '1 event died in the rule first: it was too much.',
      '1 event died in the rule second: it was too much. 1 event died in the rule third: it was too much.',
    ])
    expect([lines, clock.waiting()]).toEqual([[], 0])
  })

  test('does not wait for the next try, makes that at once, and no other', async () => {
    const { bell, calls, clock, lines } = await open(status(500))
    bell.ring(letter('first'))
    await passWhenWaiting(clock, 0, lines, 1)
    bell.ring(letter('second'))
    await Promise.all([bell.stop(), bell.stop()])
    expect(calls.map(reasonIn)).toEqual([
      '1 event died in the rule first: it was too much.',
      '1 event died in the rule first: it was too much. 1 event died in the rule second: it was too much.',
    ])
    expect(lines.at(-1)).toEqual([
      expect.objectContaining({ rules: ['first', 'second'] }),
      'an alarm was given up',
    ])
    expect(clock.waiting()).toBe(0)
  })

  test('is cut by 3 s if the webhook never answers, and says what was not told', async () => {
    const { bell, calls, clock, lines } = await open(() => {})
    bell.ring(letter('first'))
    bell.ring(letter('second'))
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    const stopped = bell.stop()
    await clock.pass(3_000)
    await stopped
    expect([calls.length, clock.waiting()]).toEqual([1, 0])
    expect(lines.at(-1)?.[0]).toMatchObject({ rules: ['first', 'second'] })
  })
})
