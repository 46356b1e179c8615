import type { Model, Resource } from '../template/index.ts'
import { jsonProtocol } from './json-protocol.ts'
import type { Answer, Call, Command, Service } from './service.ts'
import type { InvokeFunction } from './targets.ts'

const json = jsonProtocol('1.1')

/** Lambda's `Invoke`, of one function by another. */
export function lambda(model: Model, invoke: InvokeFunction): Service {
  return {
    refuse: (message) => json.fault('AccessDeniedException', message, { status: 403 }),
    read: ({ url, headers, body }: Call): Command | Answer => {
      const [, given = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? []
      const name = decodeURIComponent(given).replace(/^arn:.*:function:/, '')
      const found = model.ofType('AWS::Lambda::Function').find((one) => one.name === name)
      const how = headers['x-amz-invocation-type'] === 'Event' ? 'event' : 'answer'
      return {
        label: `Invoke ${name}`,
        needs: [
          {
            action: 'lambda:InvokeFunction',
            resource: `arn:aws:lambda:${model.region}:${model.accountId}:function:${name}`,
          },
        ],
        run: () => (found === undefined ? missing(name) : run(found, body, how, invoke)),
      }
    },
  }
}

const missing = (name: string): Answer =>
  json.fault('ResourceNotFoundException', `Function not found: ${name}`, { status: 404 })

async function run(
  found: Resource,
  payload: Buffer,
  how: 'event' | 'answer',
  invoke: InvokeFunction,
): Promise<Answer> {
  const event = payload.length === 0 ? '{}' : payload.toString('utf8')
  const invoked = await invoke(found, event, how)
  if (how === 'event') return { status: 202, headers: {}, body: '' }
  const headers = { 'content-type': 'application/json' }
  if (invoked.kind === 'returned') {
    return { status: 200, headers, body: JSON.stringify(invoked.result ?? null) }
  }
  const { errorType, errorMessage } = invoked
  const body = JSON.stringify({ errorType, errorMessage })
  return { status: 200, headers: { ...headers, 'x-amz-function-error': 'Unhandled' }, body }
}
