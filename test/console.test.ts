import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { embedded, type Stoa, type StoaOptions } from '../src/presets/index.ts'
import { openChromium } from './support/chromium.ts'
import { silent } from './support/server.ts'
import { tryNow } from './support/try-now.ts'

const adminToken = 'token-of-the-console-in-tests'
const startServer = (options: StoaOptions = {}): Promise<Stoa> =>
  embedded({ log: silent, adminToken, ...options })

let browser: Browser
let server: Stoa
/** What pages have complained of: a policy that is broken, a script that failed. */
let complaints: string[] = []

beforeAll(async () => {
  browser = await openChromium()
})

afterAll(async () => {
  await browser?.close()
})

beforeEach(async () => {
  complaints = []
  server = await startServer()
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await server.stop()
  if (complaints.length > 0) throw new Error(complaints.join('\n'))
})

test('nothing is shown without the token, and a wrong one is told', async () => {
  const page = await visit()
  expect(await page.getByRole('navigation').count()).toBe(0)
  await page.getByLabel('Admin token').fill('not the token at all')
  await page.getByRole('button', { name: 'Open' }).click()
  await see(page.getByRole('alert'), 'This is not the admin token of this server.')
  expect(await page.getByRole('navigation').count()).toBe(0)
})

test('the token is kept for the tab until one leaves', async () => {
  const page = await open()
  await page.reload()
  await page.getByRole('img', { name: /^Connections:/ }).waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.getByLabel('Admin token').waitFor()
  await page.reload()
  await page.getByLabel('Admin token').waitFor()
  expect(await page.getByLabel('Admin token').count()).toBe(1)
})

test('the overview shows who is connected, and goes on looking', async () => {
  const page = await open()
  await see(tile(page, 'Connections'), '0')
  await enterChat('Ada')
  await see(tile(page, 'Connections'), '1')
  await page.getByRole('row', { name: /^hub/ }).waitFor()
  expect(await page.getByRole('row', { name: /^hub/ }).count()).toBe(1)
})

test('somebody who is kicked is told, and may come back', async () => {
  const ada = await enterChat('Ada')
  const page = await open('#/connections')
  await page
    .getByRole('row', { name: / hub / })
    .getByRole('button', { name: /^Kick / })
    .click()
  await see(page.getByRole('status'), 'One connection was closed.')
  await see(ada.getByRole('main'), 'A moderator has ended your connection.')
  await ada.getByRole('button', { name: 'Connect again' }).click()
  expect(await see(ada.getByRole('banner'), 'Connected')).toBe(true)
})

test('somebody who is banned stays out until it is lifted', async () => {
  const ada = await enterChat('Ada')
  const page = await open('#/connections')
  await page.getByRole('row', { name: / hub / }).getByRole('button', { name: /^Ban / }).click()
  const sheet = page.getByRole('dialog', { name: /^Ban / })
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('shouting')
  await sheet.getByRole('button', { name: /^Ban / }).click()
  await sheet.waitFor({ state: 'detached' })
  await see(page.getByRole('status'), 'Ada is banned for 1 hour.')
  await see(ada.getByRole('main'), 'A moderator has ended your connection.')
  await ada.getByRole('button', { name: 'Connect again' }).click()
  await see(ada.getByRole('main'), 'The server does not let you in for now.')

  await page.getByRole('link', { name: 'Sanctions' }).click()
  await page.getByRole('row', { name: /ban .*shouting/ }).waitFor()
  await page.getByRole('button', { name: /^Lift the ban/ }).click()
  await see(page.getByRole('main'), 'Nothing is held against anybody.')
  await tryNow(ada)
  expect(await see(ada.getByRole('banner'), 'Connected')).toBe(true)
})

test('a user who is muted is told when they write', async () => {
  const ada = await enterChat('Ada')
  const page = await open('#/connections')
  await page
    .getByRole('row', { name: / hub / })
    .getByRole('button', { name: /^Mute / })
    .click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Mute / })
    .click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await ada.getByRole('textbox', { name: 'Message' }).fill('can you hear me?')
  await ada.keyboard.press('Enter')
  await see(ada.getByRole('log'), 'a moderator has muted you')
  await page.getByRole('link', { name: 'Sanctions' }).click()
  await page.getByRole('button', { name: /^Lift the mute/ }).click()
  await see(page.getByRole('main'), 'Nothing is held against anybody.')
  await ada.getByRole('button', { name: 'Try again' }).click()
  expect(await see(ada.getByRole('log').locator('.who ~ .message'), 'can you hear me?')).toBe(true)
})

test('what is published from here is read in the channel', async () => {
  const ada = await enterChat('Ada')
  const page = await open('#/tools')
  const form = page.getByRole('form', { name: 'Publish a message' })
  await form.getByLabel('Data, as JSON').fill('{"text": ')
  await form.getByRole('button', { name: 'Publish' }).click()
  await see(form, 'This is not JSON.')
  await form.getByLabel('Data, as JSON').fill('{"text": "The hall closes at ten."}')
  await form.getByRole('button', { name: 'Publish' }).click()
  await see(form, 'Published, at offset 1.')
  expect(await see(ada.getByRole('log'), 'The hall closes at ten.')).toBe(true)
})

test('a test event is emitted', async () => {
  const page = await open('#/tools')
  const form = page.getByRole('form', { name: 'Emit an event' })
  await form.getByRole('button', { name: 'Emit' }).click()
  expect(await see(form, 'Emitted')).toBe(true)
})

test('topics are listed with their members', async () => {
  await enterChat('Ada')
  const page = await open('#/topics')
  await page.getByRole('row', { name: /room:lobby hub 1/ }).waitFor()
  expect(await page.getByRole('row', { name: /room:lobby hub 1/ }).count()).toBe(1)
})

test('a server that is away is said to be away, and what is shown is said to be old', async () => {
  const page = await open()
  const { port } = server
  await server.stop()
  await see(page.getByRole('status'), 'The server does not answer.')
  server = await startServer({ port })
  await page.getByText('The server does not answer.').waitFor({ state: 'detached' })
  expect(await page.getByText('The server does not answer.').count()).toBe(0)
})

test('draining is asked for twice, and says what it does', async () => {
  const page = await open('#/tools')
  await page.getByRole('button', { name: 'Drain this server' }).click()
  const sheet = page.getByRole('dialog', { name: 'Drain this server?' })
  await see(sheet, 'It takes no new connections from now on.')
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
})

test('no other site may show the console inside of it', async () => {
  const { headers } = await fetch(`${server.url}/console`)
  expect(headers.get('X-Frame-Options')).toBe('DENY')
})

test('on a phone the page does not scroll sideways', async () => {
  await enterChat('Ada')
  const page = await open('', { viewport: { width: 380, height: 800 } })
  for (const name of ['Overview', 'Connections', 'Topics', 'Sanctions', 'Tools']) {
    await page.getByRole('link', { name }).click()
    const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    expect({ name, fits }).toEqual({ name, fits: true })
  }
})

async function visit(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await newPage(options)
  await page.goto(`${server.url}/console${hash}`)
  return page
}

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  return page
}

/** Open the console with the token. */
async function open(hash?: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await visit(hash, options)
  await page.getByLabel('Admin token').fill(adminToken)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('navigation').waitFor()
  return page
}

async function enterChat(name: string): Promise<Page> {
  const page = await newPage()
  await page.goto(server.url)
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Enter' }).click()
  await see(page.getByRole('complementary'), name)
  return page
}

const tile = (page: Page, name: string): Locator =>
  page.locator('.tile').filter({ has: page.getByText(name, { exact: true }) })

/** Resolves when the text is there. */
async function see(where: Locator, text: string): Promise<true> {
  await where.filter({ hasText: text }).first().waitFor({ state: 'attached' })
  return true
}
