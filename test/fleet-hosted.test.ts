import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Client } from './support/client.ts'
import { freshPrefix, serveNode } from './support/fleet.ts'
import { folderOf } from './support/hosted.ts'
import { startRedis, type TestRedis } from './support/redis.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** Writes down who comes and goes, and posts to everybody who has come. */
const handler = `
const { appendFileSync, readFileSync } = require('node:fs')
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi')
exports.handler = async ({ requestContext }) => {
  const { eventType, connectionId, domainName, stage, disconnectStatusCode } = requestContext
  if (eventType !== 'MESSAGE') {
    appendFileSync(process.env.JOURNAL, [eventType, connectionId, disconnectStatusCode ?? ''].join(' ') + '\\n')
    return { statusCode: 200 }
  }
  const client = new ApiGatewayManagementApiClient({ endpoint: 'https://' + domainName + '/' + stage, maxAttempts: 1 })
  const journal = readFileSync(process.env.JOURNAL, 'utf8').trim().split('\\n').map((line) => line.split(' '))
  const outcomes = journal.filter(([what]) => what === 'CONNECT').map(async ([, ConnectionId]) => {
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'for all' }))
      return 'posted'
    } catch (error) {
      return error.name
    }
  })
  return { statusCode: 200, body: (await Promise.all(outcomes)).join(' ') }
}
`

test('functions post to connections of every node, and hear of the end of one whose node is dead', async () => {
  const folder = folderOf({ 'all.cjs': handler })
  const journal = join(folder, 'journal')
  const lines = (): string[] => readFileSync(journal, 'utf8').trim().split('\n')
  const config = join(
    folderOf({
      'stage.yaml': `apis: { game: { path: /game, environment: { JOURNAL: ${journal} }, routes: {
  $connect: ${folder}/all.handler, $disconnect: ${folder}/all.handler,
  $default: { handler: ${folder}/all.handler, response: true } } } }`,
    }),
    'stage.yaml',
  )
  const prefix = freshPrefix()
  const start = () => serveNode(redis.url, prefix, '--config', config)
  const [one, other] = await Promise.all([start(), start()])
  const here = await Client.open(`${one.wsUrl}/game`)
  const there = await Client.open(`${other.wsUrl}/game`)
  here.send('anything')
  expect(await there.next()).toBe('for all')
  expect([await here.next(), await here.next()]).toEqual(['for all', 'posted posted'])

  const [, id] = lines()[1]?.split(' ') ?? []
  other.process.kill('SIGKILL')
  const ended = `DISCONNECT ${id} 1006`
  await vi.waitFor(() => expect(lines()).toContain(ended), { timeout: 15_000, interval: 100 })
  expect(lines().filter((line) => line.startsWith('DISCONNECT'))).toEqual([ended])
  here.send('anything')
  expect([await here.next(), await here.next()]).toEqual(['for all', 'posted GoneException'])
  await here.close()
}, 60_000)
