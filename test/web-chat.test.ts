import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { embedded, type Stoa, type StoaOptions } from '../src/presets/index.ts'
import { openChromium } from './support/chromium.ts'
import { poolUser } from './support/pool.ts'
import { silent } from './support/server.ts'
import { tryNow } from './support/try-now.ts'

const startServer = (options: StoaOptions = {}): Promise<Stoa> => embedded({ log: silent, ...options })

let browser: Browser
let server: Stoa
/** What pages have complained of: a policy that is broken, a script that failed. */
let complaints: string[] = []

/** How long to wait for what a page does by itself. */
const soon = { timeout: 10_000 }

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

describe('coming in', () => {
  test('a guest has the name that was chosen, and is the same guest after a reload', async () => {
    const page = await enter('Ada')
    await see(page.getByRole('complementary'), 'Ada')
    await page.reload()
    await see(page.getByRole('button', { name: 'You: Ada' }), 'Ada')
    await see(page.getByRole('complementary'), 'Ada')
    expect(await page.getByRole('complementary').locator('li').count()).toBe(1)
  })

  test('a name that is taken is told, and another one can be chosen', async () => {
    await server.stop()
    server = await startServer({ hub: { areNamesUnique: true } })
    await enter('Ada')
    const page = await enter('Ada')
    await see(page.getByRole('main'), 'Somebody else has this name.')
    await page.getByRole('button', { name: 'Choose a name' }).click()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Bob')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'You: Bob' }).waitFor()
    expect(await page.getByText('Somebody else has this name.').count()).toBe(0)
  })

  test('who is forgotten by this browser is asked to come in again', async () => {
    const page = await enter('Ada')
    await page.getByRole('button', { name: 'You: Ada' }).click()
    await page.getByRole('button', { name: 'Forget me on this browser' }).click()
    await page.getByRole('heading', { name: 'Come in' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Come in' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Come in' }).count()).toBe(1)
  })

  test('a password that is wrong is told', async () => {
    const page = await visit()
    await page.getByText('With a password').click()
    await page.getByLabel('User name').fill('ada')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Enter' }).click()
    expect(await see(page.getByRole('alert'), 'The name or the password is not right.')).toBe(true)
  })

  test('who has a password comes in with it, by the name of the account or the one chosen since', async () => {
    const { password } = await poolUser(server, 'ada@example.com')
    const logIn = async (): Promise<Page> => {
      const page = await visit()
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
    expect(await elsewhere.getByRole('complementary').locator('li').count()).toBe(1)
  })

  test('a link opens a channel', async () => {
    const page = await enter('Ada', {}, '/#/room:42')
    await page.getByRole('heading', { name: '42' }).waitFor()
    await page.goto(`${server.url}/#/room:43`)
    await page.getByRole('heading', { name: '43' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: '42' }).waitFor()
    expect(await page.getByRole('heading', { name: '42' }).count()).toBe(1)
  })
})

describe('talking', () => {
  test('two people see each other, and each message once', async () => {
    const ada = await enter('Ada')
    const bob = await enter('Bob')
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
    const ada = await enter('Ada')
    for (let number = 1; number <= 70; number += 1) await say(ada, `line ${number}`)
    await see(log(ada), 'line 70')
    await waitUntilDelivered(ada)
    const bob = await enter('Bob')
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
    const ada = await enter('Ada')
    const bob = await enter('Bob')
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
    const page = await enter('Ada')
    await join(page, 'books')
    await join(page, 'game:7')
    await page.getByRole('button', { name: 'Leave books' }).click()
    await page.reload()
    await page.getByRole('heading', { name: 'game:7' }).waitFor()
    expect(await page.getByRole('navigation').getByRole('listitem').count()).toBe(2)
  })

  test('a click on somebody begins a conversation that nobody else reads', async () => {
    const ada = await enter('Ada')
    const bob = await enter('Bob')
    const eve = await enter('Eve')
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
    const page = await enter('Ada')
    await join(page, 'nowhere:1')
    await page.getByRole('heading', { name: 'This channel is closed to you' }).waitFor()
    expect(await see(log(page).locator('..'), 'There are no channels that begin with "nowhere:" here')).toBe(
      true,
    )
  })

  test('what people write is text, never markup, and links open elsewhere', async () => {
    const page = await enter('Ada')
    await say(page, '<img src=x onerror="document.title=1"> see https://example.org/a?b=1.')
    await see(log(page), '<img src=x')
    expect(await log(page).locator('img').count()).toBe(0)
    const link = log(page).getByRole('link')
    expect(await link.getAttribute('href')).toBe('https://example.org/a?b=1')
    expect(await link.getAttribute('rel')).toContain('noopener')
  })

  test('a message that is too long is refused before it is sent', async () => {
    const page = await enter('Ada')
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
})

describe('without a connection', () => {
  test('what is written is sent when it is back, once, and what others said meanwhile is caught up with', async () => {
    const ada = await enter('Ada')
    const line = { isDown: false, cut: () => {} }
    const bob = await enter('Bob', { line })
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
    await server.stop()
    const room = { join: 'guest', publish: 'guest', history: 'guest', presence: 'guest' } as const
    const retention = { events: 3, ageMs: 60_000 }
    server = await startServer({ hub: { namespaces: { room: { ...room, retention } } } })
    const ada = await enter('Ada')
    const line = { isDown: false, cut: () => {} }
    const bob = await enter('Bob', { line })
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
    const page = await enter('Ada')
    await say(page, 'before the fire')
    await waitUntilDelivered(page)
    await server.stop()
    await see(page.getByRole('main'), 'No connection to the server.')
    server = await startServer({ port: server.port })
    await tryNow(page)
    await page.getByRole('heading', { name: 'Come in' }).waitFor()
    expect(await see(page.getByRole('status'), 'does not know you any more')).toBe(true)
  })
})

describe('for everybody', () => {
  test('the page works with the keyboard alone', async () => {
    const page = await enter('Ada')
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
    const ada = await enter('Ada')
    const bob = await enter('Bob')
    for (const role of ['banner', 'navigation', 'main', 'complementary'] as const) {
      expect(await ada.getByRole(role).count()).toBe(1)
    }
    await say(bob, 'listen')
    await see(ada.locator('[aria-live=polite]'), 'Bob: listen')
  })

  test('on a phone, channels and people are sheets that Escape closes', async () => {
    const page = await enter('Ada', { viewport: { width: 380, height: 800 } })
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
    const page = await enter('Ada', { colorScheme: 'dark' })
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await background()
    await page.getByRole('button', { name: 'Appearance: system' }).click()
    expect(await background()).not.toBe(dark)
    await page.reload()
    await page.getByRole('button', { name: 'Appearance: light' }).click()
    expect(await background()).toBe(dark)
  })
})

/** The way of a page to the hub. */
interface HubLine {
  isDown: boolean
  cut: () => void
}

type Visit = BrowserContextOptions & { line?: HubLine }

async function visit({ line, ...options }: Visit = {}, path = '/'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(10_000)
  if (line) await lead(context, line)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  await page.goto(`${server.url}${path}`)
  return page
}

/** Come in as a guest, and wait until one is in the channel. */
async function enter(name: string, options?: Visit, path?: string): Promise<Page> {
  const page = await visit(options, path)
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Enter' }).click()
  await page.getByRole('region', { name: 'Conversation' }).filter({ hasNotText: 'Coming in…' }).waitFor()
  return page
}

const log = (page: Page): Locator => page.getByRole('log')

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

async function join(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the channel' }).fill(name)
  await page.keyboard.press('Enter')
}

/** Resolves when the text is there. */
async function see(where: Locator, text: string): Promise<true> {
  await where.filter({ hasText: text }).first().waitFor({ state: 'attached' })
  return true
}

async function waitUntilDelivered(page: Page): Promise<void> {
  await expect.poll(() => page.locator('.delivery').count(), soon).toBe(0)
}

/** Pixels from the top of the window to a message. */
async function topOf(page: Page, text: string): Promise<number> {
  return log(page)
    .getByText(text, { exact: true })
    .evaluate((element: { getBoundingClientRect(): { top: number } }) => element.getBoundingClientRect().top)
}

/** Put a line that can be cut between the pages of a context and the hub. */
async function lead(context: BrowserContext, line: HubLine): Promise<void> {
  await context.routeWebSocket(/\/hub$/, (socket) => {
    if (line.isDown) {
      void socket.close({ code: 1013 })
      return
    }
    socket.connectToServer()
    line.cut = () => void socket.close({ code: 1013 })
  })
}
