import type { Bench } from '../bench.ts'
import { type Case, type Origin, point } from '../case.ts'
import { Mismatch, same, shown } from '../check.ts'
import { inferred, origin, sources } from '../sources.ts'

const longQuery = 4_096

const suite: Origin = {
  evidence: 'captured',
  source: "serverless-offline's suite, which is run on AWS too",
  needs: [],
}

export const upgradeCases: readonly Case[] = [
  point('upgrade.plain-get', 'a request that is no upgrade is answered with 426', suite, async (bench) => {
    const { status } = await bench.http('GET', bench.urlOf({}).pathname)
    same(status, 426, 'status')
  }),
  {
    id: 'upgrade.unknown-stage',
    title: 'a stage that is not there refuses connections',
    ...inferred('403 in reports; the status is not documented', []),
    run: (bench) => refused(bench, { path: '/no-such-stage' }),
  },
  point(
    'upgrade.trailing-slash',
    'the address may end with a slash',
    origin({ evidence: 'documented', source: 'guide: apigateway-how-to-call-websocket-api-wscat' }, [
      'connection',
    ]),
    async (bench) => {
      const path = `${bench.target.url.pathname.replace(/\/+$/, '')}/`
      await bench.status({ path }, 101)
    },
  ),
  {
    id: 'upgrade.long-url',
    title: 'an address of more than 4096 characters is refused',
    ...origin(sources.quotas, ['connection']),
    run: (bench) => refused(bench, { query: { long: 'x'.repeat(longQuery) } }),
  },
  point(
    'upgrade.ping-path',
    '/ping is the health check, not an API',
    inferred('guide: api-gateway-known-issues reserves the path; the answer is not documented', []),
    async (bench) => same((await bench.http('GET', '/ping')).status, 200, 'status'),
  ),
  point(
    'upgrade.no-subprotocol',
    'of the offered subprotocols none is chosen by itself',
    origin(sources.subprotocol, ['handlers']),
    async (bench) => {
      const { status, headers } = await bench.handshake({ subprotocols: ['one', 'two'] })
      same(status, 101, 'status')
      same(headers['sec-websocket-protocol'], undefined, 'Sec-WebSocket-Protocol')
    },
  ),
  point(
    'upgrade.chosen-subprotocol',
    'the subprotocol that $connect answers with is chosen',
    origin(sources.subprotocol, ['handlers']),
    async (bench) => {
      const offer = { subprotocols: ['one', 'two'], query: { protocol: 'two' } }
      const { status, headers } = await bench.handshake(offer)
      same(status, 101, 'status')
      same(headers['sec-websocket-protocol'], 'two', 'Sec-WebSocket-Protocol')
    },
  ),
  point(
    'upgrade.iam-unsigned',
    'with IAM authorization, a connection that is not signed is refused with 403',
    origin(sources.gatewayResponses, ['iam']),
    (bench) => bench.status({ api: 'iam' }, 403),
  ),
  point(
    'upgrade.iam-signed',
    'with IAM authorization, a signature in the query lets in',
    origin(sources.gatewayResponses, ['iam', 'credentials']),
    (bench) => bench.status({ api: 'iam', signing: bench.target.signing }, 101),
  ),
  point(
    'upgrade.iam-forged',
    'with IAM authorization, a signature with another secret is refused with 403',
    origin(sources.gatewayResponses, ['iam', 'credentials']),
    (bench) => {
      const signing = { ...bench.target.signing, secretAccessKey: 'another' }
      return bench.status({ api: 'iam', signing }, 403)
    },
  ),
]

/** Any refusal will do; which one it was is remarked. */
async function refused(bench: Bench, entry: Parameters<Bench['handshake']>[0]): Promise<string> {
  const { status } = await bench.handshake(entry)
  if (status >= 400 && status < 500) return `refused with ${status}`
  throw new Mismatch('a refusal with a status from 400 to 499', shown(status))
}
