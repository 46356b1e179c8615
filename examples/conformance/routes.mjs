import { setTimeout as wait } from 'node:timers/promises'
import { manage, tell } from './management.mjs'

const answer = (value) => ({ statusCode: 200, body: JSON.stringify(value) })
const readBody = ({ body }) => JSON.parse(body)

async function connect(event) {
  const { watch, post, delay, status, outcome, protocol } = event.queryStringParameters ?? {}
  const { connectionId } = event.requestContext
  const posted = post && (await manage(event, { operation: 'post', connectionId, data: 'too early' }))
  if (watch) await tell(event, watch, { kind: 'connect', event, ...(posted && { posted }) })
  if (delay) await wait(Number(delay))
  if (outcome === 'throw') throw new Error('The $connect handler was asked to fail')
  if (outcome === 'nonsense') return 'nonsense'
  return {
    statusCode: Number(status ?? 200),
    ...(protocol && { headers: { 'Sec-WebSocket-Protocol': protocol } }),
  }
}

async function disconnect(event) {
  const { watch } = event.requestContext.authorizer ?? {}
  if (watch) await tell(event, watch, { kind: 'disconnect', event })
  return { statusCode: 200 }
}

/** One function for all routes; on AWS it is deployed once, with a time limit of 10 seconds. */
const routes = {
  $connect: connect,
  $disconnect: disconnect,
  $default: answer,
  probe: () => answer({ conformance: 1 }),
  event: answer,
  'event-deep': answer,
  'event-': answer,
  size: ({ body }) => answer({ bytes: Buffer.byteLength(body) }),
  context: (_event, context) =>
    answer({ ...context, remaining: context.getRemainingTimeInMillis(), isFunction: true }),
  oneway: () => ({ statusCode: 200, body: 'A one-way route says nothing' }),
  status: (event) => ({ statusCode: readBody(event).statusCode, body: 'A one-way route says nothing' }),
  throw() {
    throw new Error('The handler was asked to fail')
  },
  nonsense: () => 'nonsense',
  // Longer than the integration of this route may take.
  slow: () => wait(3_000, answer('late')),
  model: () => answer({ valid: true }),
  throttled: () => answer({ throttled: false }),
  async manage(event) {
    const { operation, connectionId = event.requestContext.connectionId, data } = readBody(event)
    return answer(await manage(event, { operation, connectionId, data }))
  },
}

export async function handler(event, context) {
  return routes[event.requestContext.routeKey](event, context)
}
