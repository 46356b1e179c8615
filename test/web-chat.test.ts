import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { chatPages, isIn, join, log, say, see, soon } from './support/chat-pages.ts'
import { poolUser } from './support/pool.ts'

const pages = chatPages()

test('a guest has the name that was chosen, and is the same guest after a reload', async () => {
  const page = await pages.enter('Ada')
  await see(page.getByRole('complementary'), 'Ada')
  await page.reload()
  await see(page.getByRole('button', { name: 'You: Ada' }), 'Ada')
  await see(page.getByRole('complementary'), 'Ada')
  expect(await page.getByRole('complementary').locator('li').count()).toBe(1)
})

test('a name that is taken is told, and another one can be chosen', async () => {
  await pages.restart({ hub: { areNamesUnique: true } })
  const ada = await pages.enter('Ada')
  await ada.getByRole('button', { name: 'You: Ada' }).waitFor()
  const page = await pages.enter('Ada')
  await see(page.getByRole('main'), 'Somebody else has this name.')
  await page.getByRole('button', { name: 'Choose a name' }).click()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Bob')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'You: Bob' }).waitFor()
  expect(await page.getByText('Somebody else has this name.').count()).toBe(0)
})

test('who is forgotten by this browser is asked to come in again', async () => {
  const page = await pages.enter('Ada')
  await page.getByRole('button', { name: 'You: Ada' }).click()
  await page.getByRole('button', { name: 'Forget me on this browser' }).click()
  await page.getByRole('heading', { name: 'Come in' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Come in' }).waitFor()
  expect(await page.getByRole('heading', { name: 'Come in' }).count()).toBe(1)
})

test('a password that is wrong is told', async () => {
  const page = await pages.visit()
  await page.getByText('With a password').click()
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: 'Enter' }).click()
  expect(await see(page.getByRole('alert'), 'The name or the password is not right.')).toBe(true)
})

test('who has a password comes in with it, by the name of the account or the one chosen since', async () => {
  const { password } = await poolUser(pages.server, 'ada@example.com')
  const logIn = async (): Promise<Page> => {
    const page = await pages.visit()
    await page.getByText('With a password').click()
    await page.getByLabel('User name').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Enter' }).click()
    return page
  }
  const page = await logIn()
  await page.getByRole('button', { name: 'You: ada' }).click()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Countess')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'You: Countess' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'You: Countess' }).waitFor()
  const elsewhere = await logIn()
  await elsewhere.getByRole('button', { name: 'You: Countess' }).waitFor()
  await isIn(elsewhere)
  await expect.poll(() => elsewhere.getByRole('complementary').locator('li').count(), soon).toBe(1)
})

test('passwords are not offered where there are none, and nobody asks for what is not there', async () => {
  const failures: string[] = []
  const visit = async (): Promise<Page> => {
    const page = await pages.visit()
    page.on('response', (response) => response.status() >= 400 && failures.push(response.url()))
    await page.reload({ waitUntil: 'networkidle' })
    return page
  }
  expect(await (await visit()).getByText('With a password').count()).toBe(1)
  await pages.restart({ stageFile: { providers: { cognito: false } } })
  expect(await (await visit()).getByText('With a password').count()).toBe(0)
  expect(failures).toEqual([])
})

test('a name that is chosen on one device is the name on another one, and stays it', async () => {
  const phone = await pages.enter('Ada')
  const desk = await pages.visit({ storageState: await phone.context().storageState() })
  await isIn(desk)
  await phone.getByRole('button', { name: 'You: Ada' }).click()
  await phone.getByRole('textbox', { name: 'Your name' }).fill('Countess')
  await phone.getByRole('button', { name: 'Save' }).click()
  await desk.getByRole('button', { name: 'You: Countess' }).waitFor()
  await desk.reload()
  await desk.getByRole('button', { name: 'You: Countess' }).waitFor()
  await isIn(desk)
  expect(await phone.getByRole('button', { name: 'You: Countess' }).count()).toBe(1)
})

test('a link opens a channel', async () => {
  const page = await pages.enter('Ada', {}, '/#/room:42')
  await page.getByRole('heading', { name: '42' }).waitFor()
  await page.goto(`${pages.server.url}/#/room:43`)
  await page.getByRole('heading', { name: '43' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: '42' }).waitFor()
  expect(await page.getByRole('heading', { name: '42' }).count()).toBe(1)
})

test('"back" leads to the channel that was read before', async () => {
  const page = await pages.enter('Ada')
  await join(page, 'books')
  await page.getByRole('heading', { name: 'books' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'lobby' }).waitFor()
  expect(await page.getByRole('navigation').getByRole('listitem').count()).toBe(2)
})

test('two tabs share what is joined and what is read, and go together', async () => {
  const one = await pages.enter('Ada')
  const bob = await pages.enter('Bob')
  const other = await one.context().newPage()
  await other.goto(pages.server.url)
  await isIn(other)
  await join(other, 'books')
  await see(one.getByRole('navigation'), 'books')
  await say(bob, 'hello')
  await see(log(one), 'hello')
  await expect.poll(() => other.title(), soon).toBe('Stoa')
  await one.getByRole('button', { name: 'You: Ada' }).click()
  await one.getByRole('button', { name: 'Forget me on this browser' }).click()
  await other.getByRole('heading', { name: 'Come in' }).waitFor()
  expect(await other.evaluate('localStorage.length')).toBe(0)
})
