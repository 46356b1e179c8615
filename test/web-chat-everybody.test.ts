import { expect, test } from 'vitest'
import { chatPages, log, say, see } from './support/chat-pages.ts'

const pages = chatPages()

test('the page works with the keyboard alone', async () => {
  const page = await pages.enter('Ada')
  await page.keyboard.type('first line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await page.keyboard.press('Enter')
  await see(log(page), 'first line second line')
  await page.getByRole('textbox', { name: 'Name of the channel' }).focus()
  await page.keyboard.type('books')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'books' }).waitFor()
  await page.keyboard.type('in the books')
  await page.keyboard.press('Enter')
  expect(await see(log(page), 'in the books')).toBe(true)
})

test('a screen reader finds the landmarks and is told what others say', async () => {
  const ada = await pages.enter('Ada')
  const bob = await pages.enter('Bob')
  for (const role of ['banner', 'navigation', 'main', 'complementary'] as const) {
    expect(await ada.getByRole(role).count()).toBe(1)
  }
  await say(bob, 'listen')
  await see(ada.locator('[aria-live=polite]'), 'Bob: listen')
})

test('on a phone, channels and people are sheets that Escape closes', async () => {
  const page = await pages.enter('Ada', { viewport: { width: 380, height: 800 } })
  await page.getByRole('button', { name: 'Channels' }).click()
  const sheet = page.getByRole('dialog', { name: 'Channels' })
  await sheet.getByRole('textbox', { name: 'Name of the channel' }).fill('books')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'books' }).waitFor()
  expect(await sheet.count()).toBe(0)
  await page.getByRole('button', { name: /Who is here/ }).click()
  await see(page.getByRole('dialog', { name: 'Who is here' }), 'Ada')
  await page.keyboard.press('Escape')
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
})

test('the appearance follows the system unless it is chosen, and the choice is kept', async () => {
  const page = await pages.enter('Ada', { colorScheme: 'dark' })
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const dark = await background()
  await page.getByRole('button', { name: 'Appearance: system' }).click()
  expect(await background()).not.toBe(dark)
  await page.reload()
  await page.getByRole('button', { name: 'Appearance: light' }).click()
  expect(await background()).toBe(dark)
})
