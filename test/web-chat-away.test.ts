import { expect, test } from 'vitest'
import { chatPages, log, say, see, waitUntilDelivered } from './support/chat-pages.ts'
import { tryNow } from './support/try-now.ts'

const pages = chatPages()

test('what is written is sent when it is back, once, and what others said meanwhile is caught up with', async () => {
  const ada = await pages.enter('Ada')
  const line = { isDown: false, cut: () => {} }
  const bob = await pages.enter('Bob', { line })
  await say(ada, 'before')
  await see(log(bob), 'before')
  line.isDown = true
  line.cut()
  await see(bob.getByRole('main'), 'No connection to the server.')
  await say(bob, 'from the tunnel')
  await see(log(bob), 'Sending…')
  await say(ada, 'meanwhile')
  await waitUntilDelivered(ada)
  line.isDown = false
  await tryNow(bob)
  await see(log(bob), 'meanwhile')
  await see(log(ada), 'from the tunnel')
  await waitUntilDelivered(bob)
  for (const page of [ada, bob]) {
    expect(await log(page).locator('.text').allTextContents()).toEqual([
      'before',
      'meanwhile',
      'from the tunnel',
    ])
  }
  expect(await bob.getByText('could not be recovered').count()).toBe(0)
})

test('what is not kept any more is told as a gap, and one’s own words behind it are there once', async () => {
  await pages.server.stop()
  const room = { join: 'guest', publish: 'guest', history: 'guest', presence: 'guest' } as const
  const retention = { events: 3, ageMs: 60_000 }
  await pages.start({ hub: { namespaces: { room: { ...room, retention } } } })
  const ada = await pages.enter('Ada')
  const line = { isDown: false, cut: () => {} }
  const bob = await pages.enter('Bob', { line })
  await say(ada, 'before')
  await see(log(bob), 'before')
  line.isDown = true
  line.cut()
  await see(bob.getByRole('main'), 'No connection to the server.')
  for (let number = 1; number <= 5; number += 1) await say(ada, `word ${number}`)
  await waitUntilDelivered(ada)
  await say(bob, 'from the tunnel')
  line.isDown = false
  await tryNow(bob)
  await see(log(bob), 'Some messages here could not be recovered.')
  await see(log(ada), 'from the tunnel')
  await waitUntilDelivered(bob)
  const texts = await log(bob).locator('.text').allTextContents()
  expect(texts.filter((text) => text === 'from the tunnel')).toHaveLength(1)
  expect(texts.slice(-2)).toEqual(['word 5', 'from the tunnel'])
})

test('who a server has forgotten is told so, and can come in again', async () => {
  const page = await pages.enter('Ada')
  await say(page, 'before the fire')
  await waitUntilDelivered(page)
  await pages.server.stop()
  await see(page.getByRole('main'), 'No connection to the server.')
  await pages.start({ port: pages.server.port })
  await tryNow(page)
  await page.getByRole('heading', { name: 'Come in' }).waitFor()
  expect(await see(page.getByRole('status'), 'does not know you any more')).toBe(true)
})

test('what was not sent when the page is loaded anew is sent then, once, and a draft is there again', async () => {
  const ada = await pages.enter('Ada')
  const line = { isDown: false, cut: () => {} }
  const bob = await pages.enter('Bob', { line })
  line.isDown = true
  line.cut()
  await see(bob.getByRole('main'), 'No connection to the server.')
  await say(bob, 'from the tunnel')
  await bob.getByRole('textbox', { name: 'Message' }).fill('and then')
  line.isDown = false
  await bob.reload()
  await see(log(ada), 'from the tunnel')
  await waitUntilDelivered(bob)
  for (const page of [ada, bob])
    expect(await log(page).locator('.text').allTextContents()).toEqual(['from the tunnel'])
  expect(await bob.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('and then')
})

test('a tab too many is told so, the others go on, and it comes in when one of them is closed', async () => {
  await pages.restart({ stageFile: { hub: { limits: { connections: 1 } } } })
  const one = await pages.enter('Ada')
  const other = await one.context().newPage()
  await other.goto(pages.server.url)
  await see(other.getByRole('main'), 'You have Stoa open in too many places.')
  await see(other.getByRole('main'), 'Not connected.')
  await say(one, 'still here')
  await waitUntilDelivered(one)
  await one.close()
  await other.getByRole('button', { name: 'Connect again' }).click()
  expect(await see(log(other), 'still here')).toBe(true)
})
