import { expect, test } from 'vitest'
import { chatPages, join, log, say, see, soon, topOf, waitUntilDelivered } from './support/chat-pages.ts'

const pages = chatPages()

test('two people see each other, and each message once', async () => {
  const ada = await pages.enter('Ada')
  const bob = await pages.enter('Bob')
  await see(ada.getByRole('complementary'), 'Bob')
  await say(ada, 'hello')
  await say(bob, 'good day')
  for (const page of [ada, bob]) {
    for (const text of ['hello', 'good day']) {
      await see(log(page), text)
      expect(await log(page).getByText(text, { exact: true }).count()).toBe(1)
    }
  }
  expect(await log(ada).locator('.name').allTextContents()).toEqual(['You', 'Bob'])
  await waitUntilDelivered(ada)
})

test('who comes later reads what was said before, further and further back', async () => {
  const ada = await pages.enter('Ada')
  for (let number = 1; number <= 70; number += 1) await say(ada, `line ${number}`)
  await see(log(ada), 'line 70')
  await waitUntilDelivered(ada)
  const bob = await pages.enter('Bob')
  await see(log(bob), 'line 70')
  expect(await log(bob).getByText('line 1', { exact: true }).count()).toBe(0)
  await bob.getByRole('region', { name: 'Conversation' }).focus()
  await bob.keyboard.press('Home')
  await log(bob).getByText('line 1', { exact: true }).waitFor({ state: 'attached' })
  // The line that was at the top stays where it was.
  const top = await bob
    .getByRole('region', { name: 'Conversation' })
    .evaluate((box: { getBoundingClientRect(): { top: number } }) => box.getBoundingClientRect().top)
  expect(Math.abs((await topOf(bob, 'line 21')) - top)).toBeLessThan(200)
  expect(await log(bob).locator('.text').count()).toBe(70)
})

test('a channel counts what is not read, and marks where one stopped', async () => {
  const ada = await pages.enter('Ada')
  const bob = await pages.enter('Bob')
  await say(ada, 'first')
  await see(log(bob), 'first')
  await join(bob, 'books')
  await say(ada, 'second')
  const lobby = bob.getByRole('navigation').getByRole('link', { name: /^lobby/ })
  await see(lobby, '1 unread')
  await expect.poll(() => bob.title(), soon).toBe('(1) Stoa')
  await lobby.click()
  await see(log(bob), 'second')
  expect(await log(bob).locator('.rule').allTextContents()).toEqual([expect.any(String), 'New'])
  await expect.poll(() => bob.title(), soon).toBe('Stoa')
})

test('channels are kept over a reload, and a channel that was left is not', async () => {
  const page = await pages.enter('Ada')
  await join(page, 'books')
  await join(page, 'game:7')
  await page.getByRole('button', { name: 'Leave books' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'game:7' }).waitFor()
  expect(await page.getByRole('navigation').getByRole('listitem').count()).toBe(2)
})

test('a click on somebody begins a conversation that nobody else reads', async () => {
  const ada = await pages.enter('Ada')
  const bob = await pages.enter('Bob')
  const eve = await pages.enter('Eve')
  await ada.getByRole('complementary').getByRole('button', { name: 'Bob' }).click()
  await say(ada, 'psst')
  const invitation = bob.getByRole('navigation').getByRole('link', { name: /Ada/ })
  await see(invitation, '1 unread')
  await invitation.click()
  await see(log(bob), 'psst')
  await say(bob, 'yes?')
  await see(log(ada), 'yes?')
  expect(await eve.getByRole('navigation').getByRole('listitem').count()).toBe(1)
})

test('a channel that nobody may join says so', async () => {
  const page = await pages.enter('Ada')
  await join(page, 'nowhere:1')
  await page.getByRole('heading', { name: 'This channel is closed to you' }).waitFor()
  expect(await see(log(page).locator('..'), 'There are no channels that begin with "nowhere:" here')).toBe(
    true,
  )
})

test('what people write is text, never markup, and links open elsewhere', async () => {
  const page = await pages.enter('Ada')
  await say(page, '<img src=x onerror="document.title=1"> see https://example.org/a?b=1.')
  await see(log(page), '<img src=x')
  expect(await log(page).locator('img').count()).toBe(0)
  const link = log(page).getByRole('link')
  expect(await link.getAttribute('href')).toBe('https://example.org/a?b=1')
  expect(await link.getAttribute('rel')).toContain('noopener')
})

test('a message that is too long is refused before it is sent', async () => {
  const page = await pages.enter('Ada')
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill('é'.repeat(8_200))
  await page.keyboard.press('Enter')
  await see(page.getByRole('main'), 'This message is too long to send.')
  expect(await log(page).locator('.message').count()).toBe(0)
  await message.fill('é'.repeat(8_180))
  await page.keyboard.press('Enter')
  await see(log(page), 'éééé')
  await waitUntilDelivered(page)
})
