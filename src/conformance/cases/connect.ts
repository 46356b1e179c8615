import { type Case, point } from '../case.ts'
import { Mismatch, record, same } from '../check.ts'
import { inferred, origin, sources } from '../sources.ts'
import { watch } from '../watch.ts'

const seen = origin(sources.transcript, ['handlers'])
const delayMs = 700

const passed = (status: number, from = seen): Case =>
  point(
    `connect.status-${status}`,
    `what $connect refuses with ${status} is refused with ${status}`,
    from,
    (bench) => bench.status({ query: { status: String(status) } }, status),
  )

export const connectCases: readonly Case[] = [
  point('connect.status-201', 'a $connect that answers 201 lets in', seen, (bench) =>
    bench.status({ query: { status: '201' } }, 101),
  ),
  passed(301),
  passed(400, origin(sources.subprotocol, ['handlers'])),
  passed(401),
  passed(403, inferred('other statuses are passed on', ['handlers'])),
  passed(501),
  point('connect.throw', 'a $connect that throws is refused with 502', seen, (bench) =>
    bench.status({ query: { outcome: 'throw' } }, 502),
  ),
  point(
    'connect.nonsense',
    'a $connect that answers with something else than an answer is refused with 502',
    origin(
      { evidence: 'documented', source: 'guide: set-up-lambda-proxy-integrations, malformed responses' },
      ['handlers'],
    ),
    (bench) => bench.status({ query: { outcome: 'nonsense' } }, 502),
  ),
  point(
    'connect.optional',
    'without a route $connect everybody is let in',
    origin(sources.connectRoutes, ['plain handlers']),
    (bench) => bench.status({ api: 'plain' }, 101),
  ),
  point(
    'connect.pending',
    'the upgrade is not answered until $connect is done',
    origin(sources.connectRoutes, ['handlers']),
    async (bench) => {
      const start = performance.now()
      await bench.status({ query: { delay: String(delayMs) } }, 101)
      const ms = performance.now() - start
      if (ms < delayMs) throw new Mismatch(`no answer for ${delayMs} ms`, `one after ${Math.round(ms)} ms`)
    },
  ),
  point(
    'connect.post-too-early',
    'while $connect runs, its connection is gone for PostToConnection',
    origin({ evidence: 'captured', source: 're:Post, "410 gone" of sends from $connect' }, ['handlers']),
    async (bench) => {
      const { notice, query } = await watch(bench)
      const client = await bench.open({ query: { ...query, post: 'yes' } })
      const { told } = await notice('connect')
      const { error, status } = record(told.posted, 'the outcome of the post')
      same({ error, status }, { error: 'GoneException', status: 410 }, 'the error')
      await bench.quiet(client)
    },
  ),
]
