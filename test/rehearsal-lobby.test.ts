import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { getJson } from './support/json.ts'
import { quiet, server, shareRehearsal } from './support/rehearsal-shared.ts'

shareRehearsal()

const frame = (from: string, text: string) => JSON.stringify({ action: 'message', from, text })

async function visit(): Promise<{ readonly client: Client; readonly name: string }> {
  const client = await Client.open(`${server().wsUrl}/LATEST`)
  const [, name = ''] = /"(Anonymous-[A-Z0-9]{6}) joined"\}$/.exec(await client.next()) ?? []
  expect(name).not.toBe('')
  return { client, name }
}

test('everybody hears who joins, who says what, and who leaves', async () => {
  const [ada, bob] = [await visit(), await visit()]
  expect(await ada.client.next()).toBe(frame('#host', `${bob.name} joined`))
  bob.client.send({ action: 'send', text: 'hi', more: 'is allowed' })
  expect(await ada.client.next()).toBe(frame(bob.name, 'hi'))
  expect(await bob.client.next()).toBe(frame(bob.name, 'hi'))
  bob.client.send({ action: 'send', text: 5 })
  expect(await bob.client.nextJson()).toMatchObject({ message: 'Invalid request body' })
  bob.client.ws.terminate()
  expect(await ada.client.next()).toBe(frame('#host', `${bob.name} left`))
  expect(await quiet(ada.client)).toEqual([])
  await ada.client.close()
})

test('its page is served, and told where it is', async () => {
  const page = await fetch(`${server().url}/`)
  expect(page.headers.get('Content-Type')).toMatch(/^text\/html/)
  expect(await page.text()).toMatch(/<html/i)
  const { server: address } = await getJson(`${server().url}/config.json`)
  expect(new URL(address).pathname).toBe('/LATEST')
})
