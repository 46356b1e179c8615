import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium } from './support/chromium.ts'
import { enterHub, type HubClient } from './support/hub-client.ts'
import { startServer } from './support/server.ts'

const site = mkdtempSync(join(tmpdir(), 'stoa-hooks-'))
const channel = 'room:hooks'
let browser: Browser

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'support/browser/hooks-page.ts')],
    outfile: join(site, 'page.js'),
    bundle: true,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  })
  const script = '<script type="module" src="page.js"></script>'
  writeFileSync(join(site, 'index.html'), `<!doctype html><div id="root"></div>${script}`)
  browser = await openChromium()
})

afterAll(async () => {
  await browser?.close()
  rmSync(site, { recursive: true, force: true })
})

/** A page that is in the channel, and somebody else who is. */
async function enter(before = 0): Promise<{ readonly page: Page; readonly ada: HubClient }> {
  const server = await startServer({ site, limits: { rate: 1_000, burst: 1_000 } })
  const ada = await enterHub(server)
  await ada.data('join', { channel })
  for (let n = 1; n <= before; n += 1) await ada.data('publish', { channel, data: `m${n}` })
  const page = await (await browser.newContext()).newPage()
  await page.goto(server.url)
  await roomsOf(page).first().getByText('open joined fine').waitFor()
  return { page, ada }
}

const roomsOf = (page: Page) => page.getByLabel(channel)

test('a component shows what is said and who is there, and can speak', async () => {
  const { page, ada } = await enter()
  await roomsOf(page).getByText('2 here, 2 listed').waitFor()
  await roomsOf(page).getByText('said ; all').waitFor()
  await ada.data('publish', { channel, data: 'm1' })
  await roomsOf(page).getByText('said m1; all').waitFor()
  await roomsOf(page).getByText('Say').click()
  await roomsOf(page).getByText('said m1,m2; all').waitFor()
  expect(await ada.event('message')).toMatchObject({ data: 'm1' })
  expect(await ada.event('message')).toMatchObject({ data: 'm2' })
  await ada.data('leave', { channel })
  await roomsOf(page).getByText('1 here, 1 listed').waitFor()
})

test('what was said before is there page by page', async () => {
  const { page } = await enter(60)
  const from = (first: number): string =>
    Array.from({ length: 61 - first }, (_, at) => `m${first + at}`).join()
  await roomsOf(page)
    .getByText(`said ${from(11)}; more`)
    .waitFor()
  await roomsOf(page).getByText('Older').click()
  const all = roomsOf(page).getByText(`said ${from(1)}; all`)
  await expect.poll(() => all.count()).toBe(1)
})

test('a channel is left with the last component that uses it', async () => {
  const { page, ada } = await enter()
  expect(await ada.data('presence', { channel })).toMatchObject({ count: 2 })
  await page.getByText('One more').click()
  await expect.poll(() => roomsOf(page).getByText('open joined fine').count()).toBe(2)
  await page.getByText('One less').click()
  await ada.data('publish', { channel, data: 'm1' })
  await roomsOf(page).getByText('said m1; all').waitFor()
  await page.getByText('One less').click()
  expect(await ada.event('left')).toMatchObject({ channel, count: 1 })
})

test('a channel that may not be joined says why', async () => {
  const { page } = await enter()
  const refused = page.getByLabel('nowhere:hooks').getByText('open refused forbidden')
  await expect.poll(() => refused.count()).toBe(1)
})
