import { request } from 'node:http'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPutEvents, target, updated } from './put-events.fixture.ts'

describe('PutEvents over HTTP', () => {
  async function listen(app: Hono): Promise<number> {
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port))
      onTestFinished(() => {
        server.close()
      })
    })
  }

  test('the AWS SDK puts events and reads refusals', async () => {
    const { app, emitted } = openPutEvents()
    const client = new EventBridgeClient({
      endpoint: `http://127.0.0.1:${await listen(app)}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    })
    onTestFinished(() => client.destroy())
    const entry = { ...updated, Time: new Date(1_600_000_000_000) }
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({ Entries: [entry, { ...entry, Detail: 'x' }] }),
    )
    expect([FailedEntryCount, Entries?.[0]?.EventId, Entries?.[1]?.ErrorCode]).toEqual([
      1,
      'event 1',
      'MalformedDetail',
    ])
    expect(emitted).toMatchObject([{ time: 1_600_000_000_000 }])
    const refused = client.send(new PutEventsCommand({ Entries: [] }))
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('greater than or equal to 1'),
    })
  })

  test.each([
    ['whose length is told', { 'Content-Length': 2_000_000 }],
    ['that comes in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('a body of 2 MB %s is refused before the guard is asked', async (_label, headers) => {
    let guarded = 0
    const { app } = openPutEvents({
      guard: async (_, next) => {
        guarded += 1
        await next()
      },
    })
    const port = await listen(app)
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        headers: { ...target, ...headers },
      })
      outgoing.on('response', (response) => {
        resolve(response.statusCode)
        outgoing.destroy()
      })
      outgoing.on('error', reject)
      outgoing.end(Buffer.alloc(2_000_000, ' '))
    })
    expect(await answered).toBe(413)
    expect(guarded).toBe(0)
  })

  test('a body in chunks is read', async () => {
    const { app, emitted } = openPutEvents()
    const url = `http://127.0.0.1:${await listen(app)}`
    const body = new Blob([JSON.stringify({ Entries: [updated] })]).stream()
    const response = await fetch(url, { method: 'POST', headers: target, body, duplex: 'half' })
    expect([response.status, emitted.length]).toEqual([200, 1])
  })
})
