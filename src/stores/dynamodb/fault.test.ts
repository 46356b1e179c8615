import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { clientOf, openTable } from './dynalite.fixture.ts'
import { dynamoTable } from './table.ts'

const key = { pk: 'a', sk: 'b' }

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('a server without a port')
  return `http://127.0.0.1:${address.port}`
}

/** A DynamoDB that answers every request alike. */
async function answering(status: number, type: string, maxAttempts = 1) {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'so it is' }))
  })
  const client = clientOf(await listening(server), maxAttempts)
  onTestFinished(() => {
    server.close()
  })
  return { table: dynamoTable({ client, tableName: 'table', clock: movedClock() }), requests: () => requests }
}

describe('a table that does not do what it is asked for', () => {
  test.each([
    ['throttled', 400, 'ProvisionedThroughputExceededException'],
    ['throttled as an account', 400, 'ThrottlingException'],
    ['throttled by a limit', 400, 'RequestLimitExceeded'],
    ['broken', 500, 'InternalServerError'],
    ['away', 503, 'ServiceUnavailable'],
  ])('%s: it is unavailable', async (_, status, type) => {
    const { table } = await answering(status, type)
    await expect(table.get(key)).rejects.toThrow(Unavailable)
  })

  test.each([
    ['not there', 400, 'ResourceNotFoundException'],
    ['not allowed', 400, 'AccessDeniedException'],
    ['asked for nonsense', 400, 'ValidationException'],
  ])('%s: the mistake is told, and asked for once', async (_, status, type) => {
    const { table, requests } = await answering(status, type, 2)
    await expect(table.get(key)).rejects.toMatchObject({ name: type })
    expect(requests()).toBe(1)
  })

  test('nobody there: it is unavailable', async () => {
    const server = createServer()
    const client = clientOf(await listening(server))
    await new Promise((resolve) => {
      server.close(resolve)
    })
    const table = dynamoTable({ client, tableName: 'table', clock: movedClock() })
    await expect(table.get(key)).rejects.toThrow(Unavailable)
    await expect(table.page({ pk: 'a', from: 'a', to: 'b', limit: 1 })).rejects.toThrow(Unavailable)
  })

  test('what is wrong in this process is thrown as it is', async () => {
    const { again } = await openTable()
    const mistake = new TypeError('a mistake')
    const table = again({
      watch: {
        before() {
          throw mistake
        },
      },
    })
    await expect(table.get(key)).rejects.toBe(mistake)
  })
})
