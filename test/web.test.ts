import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { embedded, type Stoa, type StoaOptions } from '../src/presets/index.ts'
import { openChromium } from './support/chromium.ts'
import { silent } from './support/server.ts'

const startServer = (options: StoaOptions = {}): Promise<Stoa> => embedded({ log: silent, ...options })

let browser: Browser
let server: Stoa

/** How long to wait for what a page does by itself. */
const soon = { timeout: 10_000 }

beforeAll(async () => {
  browser = await openChromium()
})

afterAll(async () => {
  await browser?.close()
})

beforeEach(async () => {
  server = await startServer()
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await server.stop()
})

test('two people see each other join, talk and leave, each exactly once', async () => {
  const ada = await enter()
  const bob = await enter()

  await see(ada.log, `${bob.name} joined`)
  await say(ada.page, 'hello')
  await say(bob.page, 'good day')
  for (const { log } of [ada, bob]) {
    await see(log, 'hello')
    await see(log, 'good day')
  }

  await bob.page.context().close()
  await see(ada.log, `${bob.name} left`)
  await say(ada.page, 'alone again')
  await see(ada.log, 'alone again')
  for (const line of [`${bob.name} joined`, `${bob.name} left`, 'hello', 'good day', 'alone again']) {
    expect({ line, times: await ada.log.getByText(line).count() }).toEqual({ line, times: 1 })
  }
})

test('a page whose process dies leaves once', async () => {
  const ada = await enter()
  const bob = await enter()
  await see(ada.log, `${bob.name} joined`)

  const devtools = await bob.page.context().newCDPSession(bob.page)
  const crashed = bob.page.waitForEvent('crash')
  devtools.send('Page.crash').catch(() => {}) // nobody is left to answer it
  await crashed

  await see(ada.log, `${bob.name} left`)
  await say(ada.page, 'still here')
  await see(ada.log, 'still here')
  expect(await ada.log.getByText(`${bob.name} left`).count()).toBe(1)
})

test('own messages are told from those of others', async () => {
  const ada = await enter()
  const bob = await enter()
  await say(ada.page, 'mine')

  await see(ada.log, 'mine')
  await see(bob.log, 'mine')
  expect(await ada.log.locator('.name').allTextContents()).toEqual(['You'])
  expect(await bob.log.locator('.name').allTextContents()).toEqual([ada.name])
})

test('a page reconnects by itself when the server comes back, and keeps what was typed', async () => {
  const { page, log } = await enter()
  await server.stop()
  await see(page.getByRole('status'), 'Reconnecting')

  await page.getByRole('textbox', { name: 'Message' }).fill('said later')
  await page.keyboard.press('Enter')
  expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('said later')

  server = await startServer({ port: server.port })
  await see(page.getByRole('status'), 'Connected as Anonymous-')
  await see(log, 'You were away.')
  await page.keyboard.press('Enter')
  await see(log, 'said later')
})

test('"Reconnect now" reconnects without waiting', async () => {
  const { page } = await enter()
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000) // from here on no timer of the page runs out
  await server.stop()
  const reconnect = page.getByRole('button', { name: 'Reconnect now' })
  await reconnect.waitFor()

  server = await startServer({ port: server.port })
  await reconnect.click()
  await see(page.getByRole('status'), 'Connected as Anonymous-')
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Message')
})

test('the page works with the keyboard alone', async () => {
  const { page, log } = await enter()
  await page.keyboard.type('first line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await page.keyboard.press('Enter')
  await see(log, 'first line second line')

  const message = page.getByRole('textbox', { name: 'Message' })
  expect(await message.inputValue()).toBe('')
  await page.keyboard.type('by the button')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await see(log, 'by the button')
  await page.keyboard.type('and back in the box')
  expect(await message.inputValue()).toBe('and back in the box')

  await page.keyboard.press('Shift+Tab')
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Conversation')
})

test('a screen reader finds the log, the status, the message box and the landmarks', async () => {
  const { page, name } = await enter()
  const tree = await page.locator('body').ariaSnapshot()
  expect(tree.replace(/time: \d\d:\d\d/, 'time: HH:MM')).toBe(
    [
      '- banner:',
      '  - heading "Stoa" [level=1]',
      '  - status:',
      '    - text: Connected as',
      `    - strong: ${name}`,
      '- main:',
      '  - region "Conversation":',
      '    - heading "The hall is quiet" [level=2]',
      '    - paragraph: Say something below. Everyone who is here now will hear it, and nothing is kept.',
      '    - log "Messages":',
      '      - paragraph:',
      `        - text: You joined as ${name}`,
      '        - time: HH:MM',
      '  - form "Write a message":',
      '    - textbox "Message":',
      '      - /placeholder: Say something',
      '    - button "Send" [disabled]',
      '    - paragraph: Enter sends, Shift + Enter starts a new line.',
    ].join('\n'),
  )
})

test('what people write is text, never markup', async () => {
  const { page, log } = await enter()
  await say(page, '<img src=x onerror="document.title=1"> & <b>bold</b>')
  await see(log, '<img src=x onerror="document.title=1"> & <b>bold</b>')
  expect(await log.locator('img, b').count()).toBe(0)
})

test('a message that would be cut by the server is refused in the page', async () => {
  const { page, log } = await enter()
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill('é'.repeat(8_001))
  await page.keyboard.press('Enter')
  await see(page.getByRole('main'), 'This message is too long to send.')
  expect(await log.locator('.message').count()).toBe(0)

  await message.fill('é'.repeat(8_000))
  await page.keyboard.press('Enter')
  await see(log, 'éééé')
})

test('a refused message is explained and can be edited again', async () => {
  const { port } = server
  await server.stop()
  server = await startServer({ port, limits: { rate: 0.001, burst: 1 } })
  const { page, log } = await enter()
  await say(page, 'enough')
  await see(log, 'enough')
  await say(page, 'too much')
  await see(log, 'Wait a moment and try again.')
  await page.getByRole('button', { name: 'Edit again' }).click()
  expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('too much')
  expect(await log.getByText('too much').count()).toBe(0)
})

test('who reads further up is not pulled down, and is told of new messages', async () => {
  const ada = await enter()
  const bob = await enter()
  await say(bob.page, Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n'))
  await see(ada.log, 'line 59')
  await ada.page.getByRole('region', { name: 'Conversation' }).focus()
  await ada.page.keyboard.press('Home')
  await expect.poll(() => ada.page.evaluate(`${scroller}.scrollTop`), soon).toBe(0)

  await say(bob.page, 'down here')
  const more = ada.page.getByRole('button', { name: '1 new message' })
  await more.waitFor()
  expect(await ada.page.evaluate(`${scroller}.scrollTop`)).toBe(0)

  await more.click()
  const isAtEnd = `${scroller}.scrollTop + ${scroller}.clientHeight >= ${scroller}.scrollHeight - 1`
  await expect.poll(() => ada.page.evaluate(isAtEnd), soon).toBe(true)
  await more.waitFor({ state: 'detached' })
})

const scroller = `document.querySelector('[aria-label="Conversation"]')`

test('Enter that ends a composition of an input method does not send', async () => {
  const { page, log } = await enter()
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill('にほん')
  await message.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  expect(await message.inputValue()).toBe('にほん')
  await page.keyboard.press('Enter')
  await see(log, 'にほん')
  expect(await log.locator('.message').count()).toBe(1)
})

test('the title counts what others say while the page is hidden', async () => {
  const ada = await enter()
  const bob = await enter()
  const setHidden = (hidden: boolean) =>
    ada.page.evaluate(`
      Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} })
      document.dispatchEvent(new Event('visibilitychange'))`)

  await setHidden(true)
  await say(bob.page, 'one')
  await say(bob.page, 'two')
  await expect.poll(() => ada.page.title(), soon).toBe('(2) Stoa')
  await setHidden(false)
  await expect.poll(() => ada.page.title(), soon).toBe('Stoa')
  expect(await bob.page.title()).toBe('Stoa')
})

test('a page that somebody else wrote for the same protocol works beside ours', async () => {
  const ada = await enter()
  const page = await newPage()
  // not by interception: Chromium lets no made-up document open a socket to this machine
  await page.goto(`${server.url}/config.json`)
  await page.setContent(thirdPartyPage)
  await see(page.locator('#log'), 'joined')

  await page.fill('#text', 'from elsewhere')
  await page.press('#text', 'Enter')
  await see(ada.log, 'from elsewhere')
  await say(ada.page, 'welcome')
  await see(page.locator('#log'), `${ada.name}: welcome`)
  expect(await ada.log.getByText('from elsewhere').count()).toBe(1)
})

const thirdPartyPage = `<!doctype html>
<ul id="log"></ul>
<input id="text">
<script>
  fetch('config.json').then((response) => response.json()).then((config) => {
    const socket = new WebSocket(config.server)
    socket.onmessage = (event) => {
      const { from, text } = JSON.parse(event.data)
      const item = document.createElement('li')
      item.textContent = from + ': ' + text
      document.getElementById('log').prepend(item)
    }
    document.getElementById('text').onkeydown = (event) => {
      if (event.key === 'Enter') socket.send(JSON.stringify({ action: 'send', text: event.target.value }))
    }
  })
</script>`

interface Guest {
  page: Page
  log: Locator
  name: string
}

/** Open the page in a browser context of its own and wait until the lobby has named us. */
async function enter(): Promise<Guest> {
  const page = await newPage()
  await page.goto(`${server.url}/lobby/`)
  const status = page.getByRole('status')
  await see(status, 'Connected as Anonymous-')
  return { page, log: page.getByRole('log'), name: (await status.locator('strong').textContent()) ?? '' }
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext()
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

async function see(where: Locator, text: string): Promise<void> {
  await where.filter({ hasText: text }).waitFor()
}
