import type { Bench } from '../bench.ts'
import { type Case, point } from '../case.ts'
import { integer, Mismatch, matching, oneOf, record, same } from '../check.ts'
import { parseJson } from '../event.ts'
import { checkGatewayFrame, checkId, isGatewayFrame } from '../shapes.ts'
import { inferred, origin, sources } from '../sources.ts'

const seen = origin(sources.transcript, ['handlers'])
const internal = 'Internal server error'
const flood = 20

const silent = (statusCode: number): Case =>
  point(
    `answers.status-${statusCode}`,
    `a one-way route that answers ${statusCode} says nothing`,
    seen,
    (bench) => saysNothing(bench, { action: 'status', statusCode }),
  )

const fails = (action: string, title: string): Case =>
  point(`answers.${action}`, title, seen, async (bench) => {
    const { connection, id } = await bench.known()
    connection.send({ action })
    const frame = checkGatewayFrame(await connection.next(`a frame that says ${internal}`), internal)
    same(frame.connectionId, id, 'connectionId')
    await bench.works(connection)
  })

export const answerCases: readonly Case[] = [
  point(
    'answers.one-way',
    'what a one-way route answers is not sent',
    origin(sources.integrations, ['handlers']),
    (bench) => saysNothing(bench, { action: 'oneway' }),
  ),
  point(
    'answers.two-way',
    'the body that a two-way route answers with is sent, and nothing else',
    origin(sources.integrations, ['handlers']),
    async (bench) => {
      const client = await bench.open()
      client.send({ action: 'probe' })
      same(await client.next('an answer'), '{"conformance":1}', 'the body')
      await bench.quiet(client)
    },
  ),
  ...[200, 201, 301, 401, 501].map(silent),
  fails('throw', 'a handler that throws is an Internal server error, and the connection stays'),
  fails('slow', 'an integration that takes too long is an Internal server error, and the connection stays'),
  {
    id: 'answers.nonsense',
    title: 'what a one-way route answers needs no form',
    ...inferred('the transcript has answers only', ['handlers']),
    async run(bench) {
      const client = await bench.open()
      client.send({ action: 'nonsense' })
      await bench.works(client)
      await bench.wait(bench.target.quietMs)
      const [frame] = client.rest()
      if (frame === undefined) return 'nothing was sent'
      checkGatewayFrame(frame, internal)
      return `${internal} was sent`
    },
  },
  point(
    'answers.context',
    'handlers have the context of Lambda',
    origin(sources.lambdaContext, ['handlers']),
    checkContext,
  ),
  point(
    'answers.model-valid',
    'a body that is as its model says goes through',
    origin(sources.validation, ['handlers']),
    async (bench) => {
      const answer = await bench.ask(await bench.open(), { action: 'model', count: 1 })
      same(answer, { valid: true }, 'the answer of the handler,')
    },
  ),
  breaksModel('model-missing', 'a body without a required property gets a frame and no handler', {}),
  breaksModel('model-type', 'a body with a property of the wrong type gets a frame and no handler', {
    count: 'one',
  }),
  breaksModel('model-minimum', 'a body with a number below its minimum gets a frame and no handler', {
    count: 0,
  }),
  {
    id: 'answers.throttled',
    title: 'a route over its rate tells the client so',
    ...inferred('guide: websocket-api-protect has the status 429; the frame is not documented', ['handlers']),
    async run(bench) {
      const client = await bench.open()
      for (let at = 0; at < flood; at += 1) client.send({ action: 'throttled' })
      const frame = await client.next('a frame that says Too Many Requests', isGatewayFrame)
      const { message } = record(parseJson(frame), 'the frame')
      const said = oneOf(message, ['Too Many Requests', 'Limit Exceeded'], 'message')
      checkGatewayFrame(frame, said)
      return said
    },
  },
]

async function saysNothing(bench: Bench, message: unknown): Promise<void> {
  const client = await bench.open()
  client.send(message)
  await bench.works(client)
  await bench.quiet(client)
}

async function checkContext(bench: Bench): Promise<void> {
  const context = await bench.ask(await bench.open(), { action: 'context' })
  matching(context.awsRequestId, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'awsRequestId, a UUID')
  matching(context.functionName, /^[\w-]+$/, 'functionName')
  matching(context.functionVersion, /^(\$LATEST|\d+)$/, 'functionVersion')
  matching(context.invokedFunctionArn, /^arn:aws[\w-]*:lambda:/, 'invokedFunctionArn')
  matching(context.memoryLimitInMB, /^\d+$/, 'memoryLimitInMB, a text')
  matching(context.logGroupName, /./, 'logGroupName')
  matching(context.logStreamName, /./, 'logStreamName')
  const remaining = integer(context.remaining, 'what getRemainingTimeInMillis answers')
  if (remaining <= 0) throw new Mismatch('some time that remains', String(remaining))
}

/** The documented frame has a `messageId`; the frames that were captured for other reasons have a `requestId`. */
function breaksModel(name: string, title: string, rest: Readonly<Record<string, unknown>>): Case {
  return {
    id: `answers.${name}`,
    title,
    ...inferred('guide: websocket-api-routes-integrations has the frame in another form than all captures', [
      'handlers',
    ]),
    async run(bench) {
      const { connection, id } = await bench.known()
      connection.send({ action: 'model', ...rest })
      const frame = await connection.next('a frame that says Invalid request body or Bad request body')
      if (!isGatewayFrame(frame)) throw new Mismatch('a frame of the gateway', frame)
      const said = record(parseJson(frame), 'the frame')
      const message = oneOf(said.message, ['Invalid request body', 'Bad request body'], 'message')
      same(said.connectionId, id, 'connectionId')
      const idName = 'messageId' in said ? 'messageId' : 'requestId'
      checkId(said[idName], idName)
      await bench.works(connection)
      return `${message}, with a ${idName}`
    },
  }
}
