import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { embedded, type Stoa, type StoaOptions } from '../../src/presets/index.ts'
import { openChromium } from './chromium.ts'
import { silent } from './server.ts'

/** How long to wait for what a page does by itself. */
export const soon = { timeout: 10_000 }

/** The way of a page to the hub. */
export interface HubLine {
  isDown: boolean
  cut: () => void
}

export type Visit = BrowserContextOptions & { line?: HubLine }

export interface ChatPages {
  /** A new one for each test. */
  readonly server: Stoa
  start(options?: StoaOptions): Promise<void>
  restart(options?: StoaOptions): Promise<void>
  visit(options?: Visit, path?: string): Promise<Page>
  /** Come in as a guest, and wait until one is in the channel. */
  enter(name: string, options?: Visit, path?: string): Promise<Page>
}

/** A server and a browser for the tests of a file. A test fails where a page complains. */
export function chatPages(): ChatPages {
  let browser: Browser
  let server: Stoa
  /** What pages have complained of: a policy that is broken, a script that failed. */
  let complaints: string[] = []

  const start = async (options: StoaOptions = {}) => {
    server = await embedded({ log: silent, ...options })
  }
  beforeAll(async () => {
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser?.close()
  })
  beforeEach(async () => {
    complaints = []
    await start()
  })
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    await server.stop()
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
  })

  const visit = async ({ line, ...options }: Visit = {}, path = '/') => {
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
  return {
    get server() {
      return server
    },
    start,
    async restart(options) {
      await server.stop()
      await start(options)
    },
    visit,
    async enter(name, options, path) {
      const page = await visit(options, path)
      await page.getByLabel('Your name').fill(name)
      await page.getByRole('button', { name: 'Enter' }).click()
      await isIn(page)
      return page
    },
  }
}

/** Resolves when the page is in its channel. */
export async function isIn(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Conversation' }).filter({ hasNotText: 'Coming in…' }).waitFor()
}

export const log = (page: Page): Locator => page.getByRole('log')

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

export async function join(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the channel' }).fill(name)
  await page.keyboard.press('Enter')
}

/** Resolves when the text is there. */
export async function see(where: Locator, text: string): Promise<true> {
  await where.filter({ hasText: text }).first().waitFor({ state: 'attached' })
  return true
}

export async function waitUntilDelivered(page: Page): Promise<void> {
  await expect.poll(() => page.locator('.delivery').count(), soon).toBe(0)
}

/** Pixels from the top of the window to a message. */
export async function topOf(page: Page, text: string): Promise<number> {
  return log(page)
    .getByText(text, { exact: true })
    .evaluate((element: { getBoundingClientRect(): { top: number } }) => element.getBoundingClientRect().top)
}

/** Put a line that can be cut between the pages of a context and the hub. */

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
