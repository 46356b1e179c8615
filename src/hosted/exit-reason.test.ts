import { expect, test } from 'vitest'
import { exitReason } from './exit-reason.ts'

test.each([
  [1, null, 'Runtime exited with error: exit status 1'],
  [0, null, 'Runtime exited without providing a reason'],
  [null, 'SIGKILL', 'Runtime exited with error: signal: killed'],
  [null, 'SIGABRT', 'Runtime exited with error: signal: aborted'],
  [null, 'SIGUSR1', 'Runtime exited with error: signal: 10'],
] as const)('exit code %s and signal %s', (code, signal, words) => {
  expect(exitReason(code, signal)).toBe(words)
})
