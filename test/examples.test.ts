import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { loadStageFile } from '../src/presets/index.ts'
import { Client } from './support/client.ts'
import { entityUpdated, putEvents } from './support/events.ts'
import { examples, runExample } from './support/examples.ts'
import { enterHub } from './support/hub-client.ts'
import { startServer } from './support/server.ts'

test('the examples say the same as the types of the package', async () => {
  const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc')
  await expect(promisify(execFile)(tsc, ['-p', examples])).resolves.toMatchObject({ stdout: '' })
})

test('two terminals talk, and who comes later reads what was said', async () => {
  const { url } = await startServer()
  const enter = (name: string) =>
    runExample('terminal-chat/chat.mjs', ['--server', url, '--name', name, 'garden'])
  const ada = enter('Ada')
  await ada.hasWritten('* 1 here')
  const bob = enter('Bob')
  await bob.hasWritten('* 2 here')
  ada.type('Hello, Bob!')
  await bob.hasWritten('Ada: Hello, Bob!')
  bob.type('Good day')
  await ada.hasWritten('Bob: Good day')
  const eve = enter('Eve')
  await eve.hasWritten('Ada: Hello, Bob!')
  await eve.hasWritten('Bob: Good day')
  expect(await ada.end()).toBe(0)
  expect([ada, bob].map((one) => one.timesWritten('Ada: Hello, Bob!'))).toEqual([1, 1])
})

test('the bot answers what it knows, once, and never itself', async () => {
  const server = await startServer()
  const bot = runExample('bot/bot.mjs', [server.url, 'garden'])
  await bot.hasWritten('in room:garden')
  const ada = await enterHub(server)
  await ada.data('join', { channel: 'room:garden' })
  for (const text of ['nothing', '!roll 6'])
    await ada.data('publish', { channel: 'room:garden', data: { text } })
  const said = []
  for (let index = 0; index < 3; index += 1) said.push(await ada.event('message'))
  expect(said.map(({ from, data }) => [from, data])).toMatchObject([
    [{ id: ada.userId }, { text: 'nothing' }],
    [{ id: ada.userId }, { text: '!roll 6' }],
    [{ name: 'Dicey' }, { text: expect.stringMatching(/^[1-6] of 6$/) }],
  ])
})

test('two who wait for a game are brought together, and the third waits for a fourth', async () => {
  const { url } = await startServer()
  const enter = (name: string) => runExample('game-lobby/lobby.mjs', ['--server', url, '--name', name])
  const ada = enter('Ada')
  await ada.hasWritten('waiting: Ada')
  const bob = enter('Bob')
  for (const player of [ada, bob]) await player.hasWritten('playing: Ada,Bob')
  const cleo = enter('Cleo')
  await cleo.hasWritten('waiting: Cleo')
  const dora = enter('Dora')
  await cleo.hasWritten('playing: Cleo,Dora')
  await expect(dora.hasWritten('playing: Cleo,Dora')).resolves.toBeUndefined()
})

test('the dashboard shows what the bus tells of its entities, and of no others', async () => {
  const server = await startServer()
  const dashboard = runExample('dashboard/dashboard.mjs', [server.url, 'orders', 'stock'])
  await dashboard.hasWritten('open')
  const visitors = entityUpdated({ entityId: 'visitors', message: 7 })
  const orders = entityUpdated({ entityId: 'orders', message: { open: 3 } })
  // Its subscriptions are on their way when it says that it is open.
  const isShown = async (): Promise<number> => {
    await putEvents(server, visitors, orders)
    return dashboard.timesWritten(/^orders {2}\{"open":3\} {2}\S/)
  }
  await expect.poll(isShown).toBeGreaterThan(0)
  expect(dashboard.timesWritten(/visitors/)).toBe(0)
})

test('a Lambda handler tells who listens at the hub, and nobody else can', async () => {
  const folder = join(examples, '..')
  const loaded = loadStageFile({ folder, stage: 'dev', config: 'examples/lambda-backend/stoa.yaml', env: {} })
  const server = await startServer({ folder, ...(loaded && { stageFile: loaded.stage }) })
  const ada = await enterHub(server)
  await ada.data('join', { channel: 'orders:corner' })
  const shop = (await Client.open(`${server.wsUrl}/orders`)).takesAnything()
  shop.send({ action: 'order', shop: 'corner', item: 'tea' })
  const answer = JSON.parse(await shop.next())
  expect(answer).toEqual({ orderId: expect.any(String) })
  expect(await ada.event('message')).toMatchObject({ data: { ...answer, item: 'tea' }, offset: 1 })
  expect(await ada.refusal('publish', { channel: 'orders:corner', data: {} })).toBe('forbidden')
})
