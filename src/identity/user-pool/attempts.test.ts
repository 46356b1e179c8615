import { describe, expect, test } from 'vitest'
import { standingClock } from '../test-issuer.fixture.ts'
import { attempts } from './attempts.ts'

function open(maxUsernames?: number) {
  const clock = standingClock()
  const wrong = attempts({ clock, ...(maxUsernames !== undefined && { maxUsernames }) })
  const fail = (username: string, times: number) => {
    for (let count = 0; count < times; count += 1) wrong.failed(username)
  }
  return { clock, fail, ...wrong }
}

describe('wrong passwords', () => {
  test('lock nothing before the fifth, and then only their username', () => {
    const { fail, isLocked } = open()
    fail('ada', 4)
    expect(isLocked('ada')).toBe(false)
    fail('ada', 1)
    expect(isLocked('ada')).toBe(true)
    expect(isLocked('bob')).toBe(false)
  })

  test('lock for 1 second, then for twice as long each time, up to 15 minutes', () => {
    const { clock, fail, isLocked } = open()
    fail('ada', 4)
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      fail('ada', 1)
      clock.pass(seconds * 1_000 - 1)
      expect(isLocked('ada')).toBe(true)
      clock.pass(1)
      expect(isLocked('ada')).toBe(false)
    }
  })

  test('are forgotten with the right one', () => {
    const { fail, forget, isLocked } = open()
    fail('ada', 5)
    forget('ada')
    expect(isLocked('ada')).toBe(false)
    fail('ada', 4)
    expect(isLocked('ada')).toBe(false)
  })

  test('are forgotten 15 minutes after a lock, and not before', () => {
    const { clock, fail, isLocked } = open()
    fail('ada', 5)
    clock.pass(1_000 + 899_999)
    fail('ada', 1)
    expect(isLocked('ada')).toBe(true)
    clock.pass(2_000 + 900_000)
    fail('ada', 4)
    expect(isLocked('ada')).toBe(false)
  })

  test('are remembered of so many usernames, the latest', () => {
    const { fail, isLocked } = open(2)
    fail('ada', 5)
    fail('bob', 5)
    fail('ada', 1)
    fail('eve', 5)
    expect(['ada', 'bob', 'eve'].map(isLocked)).toEqual([true, false, true])
  })
})
