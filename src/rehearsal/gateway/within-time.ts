import type { Clock } from '../../core/index.ts'
import type { Integration } from '../../integration/index.ts'

/**
 * API Gateway's integration, which is over after `limitMs`, whatever becomes of it: what answers later has answered for
 * nobody, and goes on.
 */
export function withinTime(integration: Integration, limitMs: number, clock: Clock): Integration {
  return (call) =>
    new Promise((resolve) => {
      const cancel = clock.after(limitMs, () =>
        resolve({
          kind: 'failed',
          errorType: 'Integration.Timeout',
          errorMessage: `there was no answer within ${limitMs} ms`,
        }),
      )
      void integration(call).then((invoked) => {
        cancel()
        resolve(invoked)
      })
    })
}
