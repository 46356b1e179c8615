import type { Bench } from '../bench.ts'
import { type Case, point } from '../case.ts'
import { integer, type Json, keys, Mismatch, matching, record, same } from '../check.ts'
import { parseJson } from '../event.ts'
import { inferred, origin, sources } from '../sources.ts'
import type { HttpAnswer } from '../wire/http.ts'
import type { ManagementRequest } from '../wire/management.ts'

const model = origin(sources.managementModel, ['handlers', 'management'])
const gone = {
  evidence: 'captured',
  source: 'aws/aws-sdk-js/issues/3773 and localstack/localstack/issues/4694',
  needs: ['management'],
} as const
const malformed = {
  evidence: 'captured',
  source: 'dherault/serverless-offline/issues/749',
  needs: ['management'],
} as const
const largestBytes = 128 * 1_024
const methods = ['POST', 'GET', 'DELETE'] as const
/** Well-formed, and never given to anybody. */
const unknownId = 'AAAAAAAAAAAAAAA='

/** POST to another form of the address reaches the client. */
const address = (name: string, title: string, from: typeof model, pathOf: (id: string) => string): Case =>
  point(`management.${name}`, title, from, (bench) => delivers(bench, (id) => ({ path: pathOf(id) })))

export const managementCases: readonly Case[] = [
  point('management.post', 'POST sends a text frame to the client', model, (bench) => delivers(bench)),
  point('management.post-largest', 'POST of 128 KiB is sent', model, async (bench) => {
    const { connection, id } = await bench.known()
    const { status } = await bench.manage('POST', id, { body: 'x'.repeat(largestBytes) })
    same(status, 200, 'status')
    same((await connection.next('the message')).length, largestBytes, 'bytes')
  }),
  point(
    'management.post-over',
    'POST of one byte more is a PayloadTooLargeException',
    model,
    async (bench) => {
      const { connection, id } = await bench.known()
      const answer = await bench.manage('POST', id, { body: 'x'.repeat(largestBytes + 1) })
      checkError(answer, 413, 'PayloadTooLargeException')
      await bench.works(connection)
    },
  ),
  point('management.get', 'GET tells who is connected and since when', model, checkGet),
  ...methods.flatMap((method) => [
    point(
      `management.${method.toLowerCase()}-closed`,
      `${method} of a closed connection is a GoneException`,
      { ...gone, needs: ['handlers', 'management'] },
      async (bench) => {
        const { connection, id } = await bench.known()
        connection.close(1000)
        await connection.closed('a close')
        checkError(await settled(bench, method, id), 410, 'GoneException')
      },
    ),
    point(
      `management.${method.toLowerCase()}-unknown`,
      `${method} of an id that nobody has is a GoneException`,
      gone,
      async (bench) =>
        checkError(await bench.manage(method, unknownId, bodyOf(method)), 410, 'GoneException'),
    ),
    point(
      `management.${method.toLowerCase()}-malformed`,
      `${method} of what is no id is a BadRequestException`,
      malformed,
      async (bench) => {
        const answer = await bench.manage(method, 'not-an-id', bodyOf(method))
        checkError(answer, 400, 'BadRequestException')
        matching(
          messageOf(answer),
          /^Invalid connectionId: not-an-id/,
          'the message Invalid connectionId: not-an-id',
        )
      },
    ),
  ]),
  point(
    'management.wrong-stage',
    'a stage that is not there is a ForbiddenException',
    origin({ evidence: 'captured', source: 'csdcorp.com, on 403 of the management API' }, ['management']),
    async (bench) => {
      const url = new URL('/no-such-stage', bench.target.url)
      const answer = await bench.manage('POST', unknownId, { url, body: 'x' })
      checkError(answer, 403, 'ForbiddenException')
      same(messageOf(answer), 'Forbidden', 'the message')
    },
  ),
  point(
    'management.other-api',
    'a connection is gone for any API but its own',
    inferred('ids are those of one API', ['plain', 'handlers', 'management']),
    async (bench) => {
      const { connection, id } = await bench.known()
      const answer = await bench.manage('POST', id, { url: bench.urlOf({ api: 'plain' }), body: 'x' })
      checkError(answer, 410, 'GoneException')
      await bench.works(connection)
      same(connection.rest(), [], 'nothing sent to the client:')
    },
  ),
  point(
    'management.forged',
    'a signature with another secret is refused with 403',
    origin({ evidence: 'captured', source: 'mhart/aws4/issues/133' }, ['management', 'credentials']),
    async (bench) => {
      const signing = { ...bench.target.signing, secretAccessKey: 'another' }
      const answer = await bench.manage('GET', unknownId, { signing })
      same(answer.status, 403, 'status')
      matching(messageOf(answer), /signature we calculated does not match/, 'a word about the signature')
    },
  ),
  address(
    'double-slash',
    'two slashes ahead of @connections are as good as one',
    origin(sources.sdk, ['handlers', 'management']),
    (id) => `//@connections/${encodeURIComponent(id)}`,
  ),
  address(
    'encoded-at',
    '@ may be percent-encoded',
    origin({ evidence: 'documented', source: 'guide: the awscurl examples' }, ['handlers', 'management']),
    (id) => `/%40connections/${encodeURIComponent(id)}`,
  ),
  address(
    'raw-id',
    'the = of an id may be sent as it is',
    inferred('both forms are the same path', ['handlers', 'management']),
    (id) => `/@connections/${id}`,
  ),
]

const bodyOf = (method: string): Partial<ManagementRequest> => (method === 'POST' ? { body: 'x' } : {})

async function delivers(
  bench: Bench,
  requestOf: (id: string) => Partial<ManagementRequest> = () => ({}),
): Promise<void> {
  const { connection, id } = await bench.known()
  const { status, body } = await bench.manage('POST', id, { body: '{"é":"😀"}', ...requestOf(id) })
  same([status, body], [200, ''], 'status and body:')
  same(await connection.next('the message'), '{"é":"😀"}', 'the frame')
}

/** After a close it may take a moment until it is known everywhere. */
async function settled(bench: Bench, method: ManagementRequest['method'], id: string): Promise<HttpAnswer> {
  const until = performance.now() + bench.target.timeoutMs
  for (;;) {
    const answer = await bench.manage(method, id, bodyOf(method))
    if (answer.status === 410 || performance.now() > until) return answer
    await bench.wait(100)
  }
}

async function checkGet(bench: Bench): Promise<void> {
  const connection = await bench.open({ headers: { 'User-Agent': 'conformance/1' } })
  const { context } = await bench.event(connection)
  const answer = await bench.manage('GET', String(context.connectionId))
  same(answer.status, 200, 'status')
  const info = record(parseJson(answer.body), 'the body')
  keys(info, ['connectedAt', 'identity', 'lastActiveAt'], 'a body')
  const { sourceIp } = record(context.identity, 'identity of the event')
  same(info.identity, { sourceIp, userAgent: 'conformance/1' }, 'identity')
  checkMoment(info, 'lastActiveAt')
  const apart = checkMoment(info, 'connectedAt') - integer(context.connectedAt, 'connectedAt of the event')
  if (Math.abs(apart) >= 1_000) throw new Mismatch('the connectedAt of its events', `${apart} ms apart`)
}

/** RFC 3339: a number makes the SDKs throw. */
function checkMoment(info: Json, name: string): number {
  return Date.parse(matching(info[name], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, `${name} as RFC 3339`))
}

/** Without the header the SDKs know no name for the error. */
export function checkError({ status, headers }: HttpAnswer, expected: number, name: string): void {
  same(status, expected, 'status')
  const [type] = [headers['x-amzn-errortype']].flat()
  same(type?.replace(/:.*$/, ''), name, 'the header x-amzn-ErrorType')
}

function messageOf({ body }: HttpAnswer): unknown {
  const { message, Message } = record(parseJson(body), 'the body')
  return message ?? Message
}
