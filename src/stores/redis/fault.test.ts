import { ErrorReply } from 'redis'
import { describe, expect, test } from 'vitest'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { asThrown, meaningOf } from './fault.ts'

describe('an error of Redis', () => {
  test.each([
    ['MOVED 3999 127.0.0.1:6381', 'moved'],
    ['CLUSTERDOWN Hash slot not served', 'moved'],
    ["READONLY You can't write against a read only replica.", 'demoted'],
    ['LOADING Redis is loading the dataset in memory', 'later'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'later'],
    ["OOM command not allowed when used memory > 'maxmemory'. script: abc, on @user_script:1.", 'later'],
    ['NOSCRIPT No matching script. Please use EVAL.', 'no-script'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'wrong'],
    ["NOPERM User stoa has no permissions to run the 'keys' command", 'wrong'],
  ])('is %s: %s', (message, meaning) => {
    expect(meaningOf(new ErrorReply(message))).toBe(meaning)
  })

  test('that may go by itself is thrown as Unavailable, a mistake as it is', () => {
    const mistake = new ErrorReply('WRONGTYPE no')
    expect(asThrown(mistake, 'here')).toBe(mistake)
    expect(asThrown(new ErrorReply('LOADING'), 'here')).toBeInstanceOf(Unavailable)
    expect(asThrown(new Error('Socket closed unexpectedly'), 'here')).toBeInstanceOf(Unavailable)
  })
})
