import { once } from 'node:events'
import { join } from 'node:path'
import { Parser } from '@asyncapi/parser'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineApi, jsonFrame, on, route } from '../src/core/index.ts'
import { asYaml, asyncApi, docsHttp } from '../src/docs/index.ts'
import { documentedHub } from '../src/presets/hub.ts'
import { asyncApiDocuments } from '../src/presets/index.ts'
import { builtInApis } from '../src/presets/mounts.ts'
import { systemIds } from '../src/stores/index.ts'
import { openChromium } from './support/chromium.ts'
import { frameCheck } from './support/frames.ts'
import { getJson } from './support/json.ts'

const documents = asyncApiDocuments({ url: 'ws://127.0.0.1:8080' })
const names = documents.map(({ name }) => name)

describe.each(documents)('the document of $name', ({ yaml, path, document }) => {
  test('is valid AsyncAPI 3, without a warning that matters', async () => {
    const { diagnostics, document: parsed } = await new Parser().parse(yaml)
    expect(diagnostics.filter(({ code }) => !passedOver.includes(String(code)))).toEqual([])
    expect(parsed?.version()).toBe('3.0.0')
  })

  test('has the address and the limits of the API', () => {
    expect(document.channels.socket?.address).toBe(path)
    expect(document.info.description).toMatch(/One frame has \d+ KiB at most/)
  })
})

/** There is a newer version of the specification. */
const passedOver = ['asyncapi-latest-version']

test('the document of notify describes both pushes, both subscriptions, both events and the alarm', () => {
  const { operations, components, channels } = documentOf('notify')
  const actions = Object.entries(operations).map(([key, { action }]) => [key, action])
  expect(Object.fromEntries(actions)).toEqual({
    subscribe: 'receive',
    unsubscribe: 'receive',
    entityUpdated: 'send',
    userPushNotification: 'send',
    error: 'send',
    entityUpdatedEvent: 'receive',
    sendUserPushNotificationEvent: 'receive',
    deadLetterAlarm: 'send',
  })
  expect(channels['bus-default']).toMatchObject({ address: 'default' })
  expect(components.schemas.entityUpdatedEvent).toMatchObject({
    required: ['detail-type', 'source', 'detail'],
    properties: { 'detail-type': { enum: ['Entity Updated'] }, detail: { required: ['entityId'] } },
  })
  expect(components.schemas.deadLetterAlarm).toMatchObject({
    required: ['Type', 'MessageId', 'Subject', 'Message', 'Timestamp'],
    properties: { Type: { enum: ['Notification'] } },
  })
})

test('only an API that words faults as the gateway does describes its frame for them', () => {
  const described = names.filter((name) => 'error' in documentOf(name).components.messages)
  expect(described).toEqual(names.filter((name) => name !== 'chat'))
})

test('names that a key may not have, or that two kinds of messages share, are no trouble', async () => {
  const api = defineApi({
    name: 'odd',
    selector: '$request.body.a',
    routes: { $default: route(Type.Object({}), () => {}), 'a b': route(Type.Object({}), () => {}) },
    sends: { 'a b': jsonFrame(Type.Object({}), '') },
    events: [on({}, Type.Object({}), () => {}), on({}, Type.Object({}), () => {})],
  })
  const document = asyncApi(api, { path: '/odd', version: '1' })
  expect(Object.keys(document.operations)).toHaveLength(7)
  expect((await new Parser().parse(asYaml(document))).document?.operations().length).toBe(7)
})

test('a frame with a property more than the document describes does not pass', () => {
  const check = frameCheck('ws://127.0.0.1:1//LATEST/?x=1')
  expect(check?.('{"action":"message","from":"a","text":"b"}')).toBeUndefined()
  expect(check?.('{"action":"message","from":"a","text":"b","at":1}')).toContain('lobby describes no such')
  expect(check?.('{"action":"message","from":"a"}')).toContain('lobby describes no such')
  expect(check?.('not JSON')).toContain('lobby describes no such')
})

test('paths where a test serves an API of its own are not held against a document', () => {
  expect(frameCheck('ws://127.0.0.1:1/game')).toBeUndefined()
  expect(frameCheck('ws://127.0.0.1:1/game?auth_token=x')?.('{"no":1}')).toContain('chat describes no such')
})

describe('over HTTP', () => {
  let server: ServerType
  let url: string
  let browser: Browser

  beforeAll(async () => {
    const docs = docsHttp({
      apis: () => builtInApis('poc', systemIds(), documentedHub()),
      version: '1.2.3',
      assets,
    })
    server = createAdaptorServer({ fetch: docs.fetch }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    browser = await openChromium()
  })

  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  test('a document names the host that was asked, and whether it is reached with TLS', async () => {
    const { servers } = await getJson(`${url}/docs/notify/asyncapi.json`)
    expect(servers.sockets).toMatchObject({ host: url.replace('http://', ''), protocol: 'ws' })
    const forwarded = await getJson(`${url}/docs/notify/asyncapi.json`, {
      headers: { 'X-Forwarded-Proto': 'https' },
    })
    expect(forwarded.servers).toMatchObject({ sockets: { protocol: 'wss' }, events: { protocol: 'https' } })
  })

  test('the YAML is the same document', async () => {
    const response = await fetch(`${url}/docs/chat/asyncapi.yaml`)
    expect(response.headers.get('content-type')).toBe('application/yaml')
    const { document } = await new Parser().parse(await response.text())
    expect(document?.info().version()).toBe('1.2.3')
  })

  test.each(['', '/asyncapi.yaml', '/asyncapi.json'])(
    'an unknown API is 404 and a sentence at %j',
    async (file) => {
      const response = await fetch(`${url}/docs/nothing${file}`)
      expect(response.status).toBe(404)
      expect(await response.text()).toBe(
        `There is no API of this name here. There are: ${names.join(', ')}.\n`,
      )
    },
  )

  test('what the page is made of can be kept for a while and is sent packed', async () => {
    const response = await fetch(`${url}/docs/assets/component/without-parser.js`)
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600')
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const etag = response.headers.get('etag') ?? ''
    await response.body?.cancel()
    const again = await fetch(response.url, { headers: { 'If-None-Match': etag } })
    expect(again.status).toBe(304)
  })

  test.each(['%2e%2e%2fhttp.js', '..%2f..%2fhttp.js', '%2e%2e/http.js'])(
    'no asset is outside: %s',
    async (path) => {
      expect((await fetch(`${url}/docs/assets/${path}`)).status).toBe(404)
    },
  )

  test.each([
    ['', 'Chat', 'chatMessageReceived'],
    ['/relay', 'Relay', 'heartbeat'],
    ['/notify', 'Notify', 'sendUserPushNotificationEvent'],
    ['/webchat', 'Web chat', 'broadcast'],
    ['/lobby', 'Lobby', 'said'],
  ])('the page at /docs%s shows the API with nothing from elsewhere', async (path, title, operation) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const troubles: string[] = []
    page.on('console', (message) => troubles.push(message.text()))
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('requestfailed', (request) => troubles.push(request.url()))
    page.on('response', (response) => {
      if (!response.ok()) troubles.push(`${response.status()} ${response.url()}`)
    })
    await page.route(
      (requested) => requested.origin !== url,
      (requested) => requested.abort(),
    )

    await page.goto(`${url}/docs${path}`)
    await page
      .getByRole('heading', { level: 1, name: `${title} 1.2.3` })
      .first()
      .waitFor()
    await page.locator('.sidebar a', { hasText: operation }).waitFor()
    expect(await page.getByRole('navigation').locator('[aria-current]').textContent()).toBe(title)
    expect(await page.getByRole('link', { name: 'YAML' }).getAttribute('href')).toContain('/asyncapi.yaml')
    expect(await page.title()).toBe(`${title} · Stoa`)
    expect(troubles).toEqual([])
    await context.close()
  })
})

/** Where the build puts them. */
const assets = join(import.meta.dirname, '../dist/docs/assets')

function documentOf(name: string) {
  const found = documents.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no API ${name}`)
  return found.document
}
