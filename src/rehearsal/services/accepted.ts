import { jsonProtocol } from './json-protocol.ts'
import type { Call, Service } from './service.ts'

const json = jsonProtocol('1.1')

/** CloudWatch is spoken to in CBOR too, where this is an empty answer. */
const emptyMap = Buffer.from([0xa0])

/** A service whose commands are allowed or not, counted, and accepted: logs, traces and metrics. */
export function accepting(prefix: string): Service {
  return {
    refuse: (message) => json.fault('AccessDeniedException', message),
    read: (call) => {
      const operation = operationOf(call)
      return {
        label: operation,
        needs: [{ action: `${prefix}:${operation}`, resource: '*' }],
        run: () =>
          call.headers['smithy-protocol'] === 'rpc-v2-cbor'
            ? {
                status: 200,
                headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
                body: emptyMap,
              }
            : json.answer({}),
      }
    },
  }
}

/** In a header, at the end of a path, or in a form. `/TraceSegments` is X-Ray's `PutTraceSegments`. */
function operationOf({ headers, url, body }: Call): string {
  const { 'x-amz-target': target } = headers
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1)
  const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  if (url.pathname.includes('/operation/')) return last
  if (last === 'TraceSegments' || last === 'TelemetryRecords') return `Put${last}`
  return last === '' ? (new URLSearchParams(body.toString('utf8')).get('Action') ?? '') : last
}
