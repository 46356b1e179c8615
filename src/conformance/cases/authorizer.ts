import { type Case, point } from '../case.ts'
import { keys, Mismatch, matching, record, same } from '../check.ts'
import { checkId } from '../shapes.ts'
import { inferred, origin, sources } from '../sources.ts'
import { kindOf, watch, watched } from '../watch.ts'

const documented = origin(sources.authorizer, ['handlers'])
const byTable = origin(sources.gatewayResponses, ['handlers'])

const verdict = (auth: string, title: string, status: number, from = documented): Case =>
  point(`authorizer.${auth}`, title, from, (bench) => bench.status({ query: { auth } }, status))

export const authorizerCases: readonly Case[] = [
  point('authorizer.missing-source', 'without the identity source the answer is 401', documented, (bench) =>
    bench.status({ query: { auth: undefined } }, 401),
  ),
  point('authorizer.empty-source', 'with an empty identity source the answer is 401', documented, (bench) =>
    bench.status({ query: { auth: '' } }, 401),
  ),
  point(
    'authorizer.source-first',
    'without the identity source the authorizer is not called',
    origin({ evidence: 'documented', source: 'the API model: CreateAuthorizer, IdentitySource' }, [
      'handlers',
    ]),
    async (bench) => {
      const { watcher, query } = await watch(bench)
      await bench.status({ query: { ...query, auth: undefined } }, 401)
      await bench.works(watcher)
      await bench.quiet(watcher)
    },
  ),
  verdict('unauthorized', 'an authorizer that throws "Unauthorized" is 401', 401),
  verdict('deny', 'a policy that denies is 403', 403),
  verdict('throw', 'an authorizer that throws anything else is 500', 500, byTable),
  verdict('nonsense', 'an authorizer that answers without a policy in any form is 500', 500, byTable),
  verdict('bare', 'an authorizer that answers with a principal alone is 500', 500, byTable),
  verdict(
    'object',
    'an authorizer whose context has an object is 500',
    500,
    inferred('guide: contexts have texts, numbers and booleans; the status is not documented', ['handlers']),
  ),
  verdict(
    'large',
    'an authorizer whose answer is over 8 KB is 500',
    500,
    inferred('guide: quotas; the status is not documented', ['handlers']),
  ),
  verdict('everything', 'a policy that allows * lets in', 101),
  verdict('elsewhere', 'a policy that allows another route only is 403', 403, policies('implicit deny')),
  verdict('second', 'the second statement of a policy lets in', 101, policies('all statements count')),
  verdict('both', 'a statement that denies goes before one that allows', 403, policies('explicit deny')),
  point('authorizer.event', 'the event of the authorizer', documented, async (bench) => {
    const { notice, connection } = await watched(bench, { headers: { 'X-Conformance': 'Yes' } })
    const { event } = await notice('authorizer')
    const { top, context } = event
    keys(top, topKeys, 'an event')
    same(top.type, 'REQUEST', 'type')
    matching(
      top.methodArn,
      new RegExp(
        `^arn:aws[\\w-]*:execute-api:[\\w-]+:\\d{12}:${String(context.apiId)}/${String(context.stage)}/\\$connect$`,
      ),
      'methodArn, arn:aws:execute-api:{region}:{account}:{api}/{stage}/$connect',
    )
    keys(context, contextKeys, 'a requestContext')
    same(context.eventType, 'CONNECT', 'eventType')
    same(context.routeKey, '$connect', 'routeKey')
    same(record(top.headers, 'headers')['X-Conformance'], 'Yes', 'the header X-Conformance')
    same(record(top.stageVariables, 'stageVariables'), {}, 'stageVariables')
    const { context: later } = await bench.event(connection)
    same(
      checkId(context.connectionId, 'connectionId'),
      later.connectionId,
      'the connectionId of its messages,',
    )
  }),
  point(
    'authorizer.upgrade-headers',
    'the authorizer sees the headers of the upgrade',
    documented,
    async (bench) => {
      const { notice } = await watched(bench)
      const { event } = await notice('authorizer')
      const headers = record(event.top.headers, 'headers')
      for (const name of ['Connection', 'Upgrade', 'Host', 'Sec-WebSocket-Key', 'X-Forwarded-For']) {
        if (headers[name] === undefined)
          throw new Mismatch(`the header ${name}`, Object.keys(headers).join(', '))
      }
    },
  ),
  point(
    'authorizer.once',
    'the authorizer is called once for a connection',
    origin({ evidence: 'documented', source: 'guide: authorizers are for $connect only' }, ['handlers']),
    async (bench) => {
      const { watcher, notice, connection } = await watched(bench)
      await notice('authorizer')
      await bench.works(connection)
      connection.close(1000)
      await notice('disconnect')
      const again = watcher.rest().filter((frame) => kindOf(frame) === 'authorizer')
      same(again.length, 0, 'calls after the first,')
    },
  ),
]

const topKeys = [
  'type',
  'methodArn',
  'headers',
  'multiValueHeaders',
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'stageVariables',
  'requestContext',
]

const contextKeys = [
  'routeKey',
  'eventType',
  'extendedRequestId',
  'requestTime',
  'messageDirection',
  'stage',
  'connectedAt',
  'requestTimeEpoch',
  'identity',
  'requestId',
  'domainName',
  'connectionId',
  'apiId',
]

function policies(part: string) {
  return origin({ evidence: 'documented', source: `IAM guide: policy evaluation, ${part}` }, ['handlers'])
}
