import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium } from './support/chromium.ts'
import { examples } from './support/examples.ts'
import { startServer } from './support/server.ts'

const site = mkdtempSync(join(tmpdir(), 'stoa-page-'))
let browser: Browser

beforeAll(async () => {
  const root = join(examples, 'react-page')
  await build({ root, configFile: false, logLevel: 'silent', build: { outDir: site, emptyOutDir: true } })
  browser = await openChromium()
})

afterAll(async () => {
  await browser?.close()
  rmSync(site, { recursive: true, force: true })
})

test('two pages talk, and one that is loaded again shows what was said', async () => {
  const { url } = await startServer({ site })
  const enter = async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(url)
    return page
  }
  const [ada, bob] = [await enter(), await enter()]
  await ada.getByText('room:garden: open, 2 here').waitFor()
  await bob.getByText('room:garden: open, 2 here').waitFor()
  await ada.getByLabel('Say').fill('hello')
  await ada.getByLabel('Say').press('Enter')
  for (const page of [ada, bob]) await page.getByText(/^Guest-\w+: hello$/).waitFor()
  await bob.reload()
  await bob.getByText(/^Guest-\w+: hello$/).waitFor()
  expect(await bob.getByRole('listitem').count()).toBe(1)
})
