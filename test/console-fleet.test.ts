import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium } from './support/chromium.ts'
import { freshPrefix, serveNode } from './support/fleet.ts'
import { enterHub } from './support/hub-client.ts'
import { startRedis, type TestRedis } from './support/redis.ts'

const adminToken = 'token-of-the-console-in-tests'

let browser: Browser
let redis: TestRedis

beforeAll(async () => {
  ;[browser, redis] = await Promise.all([openChromium(), startRedis()])
})

afterAll(async () => {
  await browser?.close()
  await redis?.stop()
})

async function startTwo() {
  const prefix = freshPrefix()
  const start = () => serveNode(redis.url, prefix, '--admin-token', adminToken)
  return Promise.all([start(), start()])
}

async function open(url: string, width = 1_280): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 } })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(`${url}/console`)
  await page.getByLabel('Admin token').fill(adminToken)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('table').first().waitFor()
  return page
}

const nodesTable = (page: Page) =>
  page
    .locator('section.panel')
    .filter({ has: page.getByRole('heading', { name: 'Nodes' }) })
    .getByRole('table')

const tile = async (page: Page, name: string, value: string): Promise<string | null> => {
  const found = page.locator('.tile').filter({ has: page.getByText(name, { exact: true }) })
  await found.getByText(value, { exact: true }).waitFor()
  return found.locator('dd').textContent()
}

test('all nodes are shown, and one that is killed is said not to answer, until it is gone', async () => {
  const [a, b] = await startTwo()
  const page = await open(a.url)
  await enterHub(a)
  await enterHub(b)
  expect(await tile(page, 'Nodes', '2')).toBe('2')
  expect(await tile(page, 'Connections', '2')).toBe('2')
  const row = nodesTable(page).getByRole('row', { name: `:${new URL(b.url).port} ` })
  await row.filter({ hasText: 'Up' }).waitFor()
  b.process.kill('SIGKILL')
  await nodesTable(page).getByRole('row', { name: 'Does not answer' }).waitFor()
  expect(await page.getByRole('status').textContent()).toMatch(/^Node \S{4}: no answer\.$/)
  await nodesTable(page).waitFor({ state: 'detached' })
  expect(await tile(page, 'Nodes', '1')).toBe('1')
  await page.context().close()
})

test('a node that is drained is chosen by its name', async () => {
  const [a, b] = await startTwo()
  const page = await open(a.url)
  await nodesTable(page).waitFor()
  await page.getByRole('link', { name: 'Tools' }).click()
  const button = page.getByRole('button', { name: /^Drain / })
  expect(await button.isDisabled()).toBe(true)
  const [node = ''] = await page
    .getByLabel('Node')
    .locator('option', { hasText: `:${new URL(b.url).port}` })
    .evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? ''))
  await page.getByLabel('Node').selectOption(node)
  await button.click()
  const sheet = page.getByRole('dialog', { name: `Drain node ${node}?` })
  await sheet.getByRole('button', { name: 'Drain it' }).click()
  await page.getByText(`Node ${node} is draining.`).waitFor()
  expect(await b.exit).toMatchObject({ code: 0 })
  expect((await fetch(`${a.url}/health/ready`)).status).toBe(200)
  await page.context().close()
})

test('on a phone the nodes do not make the page scroll sideways', async () => {
  const [a] = await startTwo()
  const page = await open(a.url, 380)
  await nodesTable(page).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.context().close()
})
