import type { Bench } from '../bench.ts'
import { type Case, point } from '../case.ts'
import { same } from '../check.ts'
import { parseJson, readEvent } from '../event.ts'
import { checkGatewayFrame } from '../shapes.ts'
import { inferred, origin, sources } from '../sources.ts'
import type { Connection } from '../wire/connection.ts'

const documented = origin(sources.routes, ['handlers'])
const reserved = origin(sources.connectRoutes, ['handlers'])
const composite = origin(sources.routes, ['plain handlers'])
const forbidden = origin(sources.frames, ['plain'])

const byDefault = (name: string, title: string, message: string, from = documented): Case =>
  point(`routing.${name}`, title, from, (bench) => goesTo(bench, message, '$default'))

const refused = (name: string, title: string, message: string): Case =>
  point(`routing.${name}`, title, forbidden, async (bench) => {
    const client = await bench.open({ api: 'plain' })
    const first = await forbid(client, message)
    const second = await forbid(client, message)
    same(second.connectionId, first.connectionId, 'on an open connection, the same connectionId')
    if (second.requestId === first.requestId) same(second.requestId, 'another one', 'requestId')
  })

export const routingCases: readonly Case[] = [
  point('routing.match', 'a message goes to the route that its action names', documented, (bench) =>
    goesTo(bench, '{"action":"event","x":[1]}', 'event'),
  ),
  byDefault(
    'unmatched',
    'a message without a route goes to $default, and routeKey says so',
    '{"action":"no-such"}',
    {
      ...origin(sources.messageFixture, ['handlers']),
    },
  ),
  byDefault('no-action', 'a message without an action goes to $default', '{"a":1}'),
  byDefault('not-json', 'a message that is no JSON goes to $default as it is', ' héllo {'),
  byDefault('not-object', 'JSON that is no object goes to $default', '[1, "two"]'),
  byDefault('connect', '$connect cannot be called by a message', '{"action":"$connect"}', reserved),
  byDefault('disconnect', '$disconnect cannot be called by a message', '{"action":"$disconnect"}', reserved),
  {
    id: 'routing.empty',
    title: 'an empty message does not end the connection',
    ...inferred('not documented', ['handlers']),
    async run(bench) {
      const client = await bench.open()
      client.send('')
      await bench.works(client)
      await bench.wait(bench.target.quietMs)
      const [frame] = client.rest()
      return frame === undefined ? 'nothing came' : `$default or the gateway answered`
    },
  },
  point('routing.composite', 'a selector of two nested parts', composite, async (bench) => {
    const message = '{"action":"event","target":{"name":"deep"}}'
    await goesTo(bench, message, 'event-deep', await bench.open({ api: 'plain' }))
  }),
  point('routing.missing-part', 'what a selector does not find is an empty text', composite, async (bench) =>
    goesTo(bench, '{"action":"event"}', 'event-', await bench.open({ api: 'plain' })),
  ),
  refused('forbidden', 'without $default, a message without a route is Forbidden', '{"action":"no-such"}'),
  refused('forbidden-text', 'without $default, a message that is no JSON is Forbidden', 'ping'),
  refused(
    'forbidden-connect',
    'without $default, $connect as an action is Forbidden',
    '{"action":"$connect"}',
  ),
]

async function goesTo(
  bench: Bench,
  message: string,
  routeKey: string,
  connection?: Connection,
): Promise<void> {
  const client = connection ?? (await bench.open())
  client.send(message)
  const { top, context } = readEvent(
    parseJson(await client.next(`the event of ${routeKey}`)),
    'MESSAGE event',
  )
  same(context.routeKey, routeKey, 'routeKey')
  same(top.body, message, 'body')
}

async function forbid(client: Connection, message: string) {
  client.send(message)
  return checkGatewayFrame(await client.next('a frame that says Forbidden'), 'Forbidden')
}
