import { expect, test } from 'vitest'
import { defineApi } from '../src/core/index.ts'
import { apis } from './support/apis.ts'
import { upgradeStatus } from './support/client.ts'
import { startServer } from './support/server.ts'

test('an upgrade on a path where nothing is refused, unless it has a token of the chat', async () => {
  const { wsUrl } = await startServer()
  for (const path of ['/nowhere', '/poc/more', '/POC', '/prod/more', '/@connections/x', '/dev%2F']) {
    expect(await upgradeStatus(`${wsUrl}${path}`)).toBe(403)
    expect(await upgradeStatus(`${wsUrl}${path}?access_token=x`, ['websocket'])).toBe(403)
  }
  expect(await upgradeStatus(`${wsUrl}/nowhere?auth_token=garbage`)).toBe(101)
})

test('an authorizer that cannot decide is 500, and costs no other API anything', async () => {
  const api = defineApi({
    name: 'broken',
    selector: '$request.body.action',
    authorize: () => {
      throw new Error('the keys cannot be had')
    },
    routes: {},
  })
  const { wsUrl } = await startServer({ apis: [{ api, path: '/broken' }] })
  expect(await upgradeStatus(`${wsUrl}/broken`)).toBe(500)
  expect(await upgradeStatus(`${wsUrl}/poc`)).toBe(101)
})

test('a path of an API that is asked for plainly says that it wants an upgrade', async () => {
  const { url } = await startServer()
  for (const { path } of apis.filter((api) => api.path !== '/')) {
    for (const written of [path, `${path}/`, `/${path}`, `${path}?a=b`]) {
      const response = await fetch(`${url}${written}`)
      expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket'])
    }
  }
  expect((await fetch(url)).status).toBe(200)
})

test.each(apis)('$name is reached with and without slashes too many', async ({ path }) => {
  const { wsUrl } = await startServer()
  const expected = await upgradeStatus(`${wsUrl}${path}`)
  expect(expected).not.toBe(403)
  expect(await upgradeStatus(`${wsUrl}/${path}/`)).toBe(expected)
})

test('an API that the stage file turns off is not there', async () => {
  const { wsUrl, url } = await startServer({ stageFile: { apis: { webchat: false } } })
  expect(await upgradeStatus(`${wsUrl}/poc`)).toBe(403)
  expect((await fetch(`${url}/poc`)).status).toBe(404)
})
