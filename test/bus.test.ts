import Type from 'typebox'
import { expect, test } from 'vitest'
import { type Api, defineApi, on } from '../src/core/index.ts'
import { temporaryFolder } from '../src/stores/sqlite/temporary-folder.fixture.ts'
import { Client } from './support/client.ts'
import { entityUpdated, putEvents } from './support/events.ts'
import { heard } from './support/heard.ts'
import { getJson } from './support/json.ts'
import { startServer, type TestServer } from './support/server.ts'
import { testToken } from './support/test-token.ts'
import { webhook } from './support/webhook.ts'

const bus = { attempts: 2, backOffMs: 1 }
const uuid = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const frame = '{"type":"Entity Updated","entityId":"e","message":"hi"}'

/** An API that acts on the same events as others and never succeeds, and how often it was asked to. */
function failing(): { readonly api: Api; calls(): number } {
  let calls = 0
  const api = defineApi({
    name: 'failing',
    selector: '$request.body.action',
    authorize: ({ connectionId }) => ({ allow: { id: connectionId } }),
    routes: {},
    events: [
      on({ detailTypes: ['Entity Updated'] }, Type.Object({}), async () => {
        calls += 1
        throw new Error('out of order')
      }),
    ],
  })
  return { api, calls: () => calls }
}

async function subscriber(server: TestServer): Promise<Client> {
  const client = await Client.open(`${server.wsUrl}/dev`, ['websocket', await testToken(server)])
  client.send({ action: 'subscribe', entityId: 'e' })
  expect(await heard(client)).toEqual([])
  return client
}

async function metric({ url }: TestServer, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return text.split('\n').find((line) => line.startsWith(`${name} `))
}

test('an event that one rule cannot handle ends as a dead letter, and reaches healthy subscribers once', async () => {
  const { url: alarmWebhook, posted, called } = await webhook()
  const { api, calls } = failing()
  const server = await startServer({
    apis: [{ api, path: '/failing' }],
    stageFile: { bus: { ...bus, alarmWebhook } },
  })
  const subscribers = [await subscriber(server), await subscriber(server)]
  expect(await metric(server, 'stoa_dead_letters')).toBe('stoa_dead_letters 0')

  const answer = await putEvents(server, entityUpdated({ entityId: 'e', message: 'hi' }))
  await called
  expect(calls()).toBe(2)
  for (const client of subscribers) expect(await heard(client)).toEqual([frame])
  expect(await metric(server, 'stoa_dead_letters')).toBe('stoa_dead_letters 1')
  const [{ EventId: eventId }] = answer.Entries
  expect(await getJson(`${server.url}/dead-letters`)).toEqual({
    deadLetters: [
      {
        id: uuid,
        rule: 'failing at /failing: Entity Updated',
        attempts: 2,
        reason: expect.stringContaining('out of order'),
        diedAt: moment,
        bus: 'default',
        event: {
          id: eventId,
          source: 'CLI',
          'detail-type': 'Entity Updated',
          detail: { entityId: 'e', message: 'hi' },
          resources: [],
          time: moment,
        },
      },
    ],
  })

  await server.stop()
  expect(posted).toHaveLength(1)
  const alarm = JSON.parse(posted[0] ?? '')
  expect(alarm).toEqual({
    Type: 'Notification',
    MessageId: uuid,
    Subject: expect.stringContaining('ALARM'),
    Message: expect.any(String),
    Timestamp: moment,
  })
  expect(JSON.parse(alarm.Message)).toMatchObject({ NewStateValue: 'ALARM' })
  for (const client of subscribers) expect(client.rest()).toEqual([])
})

test('an event whose detail is not what a rule takes dies without a trace in clients', async () => {
  const { url: alarmWebhook, posted, called } = await webhook()
  const server = await startServer({ stageFile: { bus: { ...bus, alarmWebhook } } })
  const client = await subscriber(server)
  const answer = await putEvents(server, entityUpdated({ entity: 'e' }))
  expect(answer).toMatchObject({ FailedEntryCount: 0 })
  await called
  expect(await heard(client)).toEqual([])
  const { deadLetters } = await getJson(`${server.url}/dead-letters`)
  expect(deadLetters).toMatchObject([{ rule: 'notify at /dev: Entity Updated', attempts: 2 }])
  expect(deadLetters[0].reason).toContain('detail.entityId is missing')
  expect(posted.join()).toContain('notify at /dev')
})

test('a dead letter is gone when it is deleted, and when it was sent again', async () => {
  const { url: alarmWebhook, called } = await webhook()
  const { api } = failing()
  const server = await startServer({
    apis: [{ api, path: '/failing' }],
    stageFile: { bus: { attempts: 1, alarmWebhook } },
  })
  const client = await subscriber(server)
  await putEvents(server, entityUpdated({ entityId: 'e', message: 'hi' }))
  await called
  expect(await heard(client)).toEqual([frame])
  const letters = async () => (await getJson(`${server.url}/dead-letters`)).deadLetters
  const [first] = await letters()
  const again = await getJson(`${server.url}/dead-letters/${first.id}/retry`, { method: 'POST' })
  expect(again).toEqual({ EventId: uuid })
  expect(await heard(client)).toEqual([frame])
  let [second] = await letters()
  while (second === undefined) [second] = await letters()
  expect(second.id).not.toBe(first.id)
  const removed = await fetch(`${server.url}/dead-letters/${second.id}`, { method: 'DELETE' })
  expect(removed.status).toBe(204)
  expect(await letters()).toEqual([])
  expect(await metric(server, 'stoa_dead_letters')).toBe('stoa_dead_letters 0')
})

test('dead letters are still there after a restart with the same data', async () => {
  const data = temporaryFolder()
  const first = await startServer({ data, stageFile: { bus } })
  await putEvents(first, entityUpdated({ entity: 'e' }))
  await first.stop()
  const second = await startServer({ data })
  const { deadLetters } = await getJson(`${second.url}/dead-letters`)
  expect(deadLetters).toMatchObject([{ event: { detail: { entity: 'e' } } }])
})

test('metrics tell how many are connected to each API', async () => {
  const server = await startServer()
  await subscriber(server)
  expect(await metric(server, 'stoa_connections{api="notify",path="/dev"}')).toMatch(/ 1$/)
  expect(await metric(server, 'stoa_connections{api="relay",path="/prod"}')).toMatch(/ 0$/)
})
