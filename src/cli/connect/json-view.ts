import { printJson } from '../print.ts'
import { closeName } from './close-names.ts'
import { refusalBody } from './refusal.ts'
import type { View } from './view.ts'

/** Everything as one JSON object a line on the standard output, for scripts. */
export function jsonView(): View {
  return {
    opened: (address, subprotocol) => printJson({ type: 'opened', address, subprotocol }),
    text: (data) => printJson({ type: 'frame', data }),
    binary: (frame) => printJson({ type: 'frame', bytes: frame.length, base64: frame.toString('base64') }),
    pong: (milliseconds) => printJson({ type: 'pong', milliseconds }),
    warning: (reason) => printJson({ type: 'warning', reason }),
    ended(end) {
      if (end.kind === 'failed') return printJson({ type: 'failed', reason: end.reason })
      if (end.kind === 'refused') {
        return printJson({ type: 'refused', status: end.status, body: refusalBody(end.body) })
      }
      printJson({ type: 'closed', code: end.code, name: closeName(end.code), reason: end.reason })
    },
  }
}
