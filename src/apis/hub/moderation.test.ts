import { describe, expect, test } from 'vitest'
import type { Clock } from '../../core/index.ts'
import { judged, type Moderation } from './moderation.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const said = { channel: 'room:1', user: { id: 'ada', name: 'Ada' }, data: 'hi' }

/** A clock whose time is over when it is told to be. */
function open() {
  let ring = (): void => {}
  let isStopped = false
  const clock: Clock = {
    now: () => 0,
    every: () => () => {},
    after(_delayMs, task) {
      ring = task
      return () => {
        isStopped = true
      }
    },
  }
  return { ports: { clock, log }, ring: () => ring(), isStopped: () => isStopped }
}

const by = (moderator: Moderation['moderator'], onFailure: Moderation['onFailure'] = 'closed') => ({
  moderator,
  budgetMs: 100,
  onFailure,
})

describe('what a moderator says', () => {
  test('counts at once, where it is said at once', () => {
    expect(
      judged(
        by(() => ({ replace: 'ho' })),
        said,
        open().ports,
      ),
    ).toEqual({ replace: 'ho' })
  })

  test('is waited for, and not for longer than it takes', async () => {
    const { ports, isStopped } = open()
    expect(
      await judged(
        by(async () => ({ reject: 'no' })),
        said,
        ports,
      ),
    ).toEqual({ reject: 'no' })
    expect(isStopped()).toBe(true)
  })

  test.each([
    ['is let through', 'open', { pass: true }],
    ['is kept back', 'closed', { unavailable: true }],
  ] as const)('what nobody has looked at in time %s', async (_what, onFailure, outcome) => {
    const { ports, ring } = open()
    const judging = judged(
      by(() => new Promise(() => {}), onFailure),
      said,
      ports,
    )
    ring()
    expect(await judging).toEqual(outcome)
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ] as const)('a moderator that %s has failed', async (_how, moderator) => {
    expect(await judged(by(moderator, 'open'), said, open().ports)).toEqual({ pass: true })
    expect(await judged(by(moderator, 'closed'), said, open().ports)).toEqual({ unavailable: true })
  })
})
