import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The Chromium of this machine, without a window. The caller closes it. */
export async function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ARGS })
}

function chromiumPath(): string {
  const path = candidates().find(isExecutable)
  if (path !== undefined) return path
  throw new Error(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set STOA_CHROMIUM to the path of a Chromium or Chrome.',
  )
}

function candidates(): string[] {
  const chosen = process.env.STOA_CHROMIUM
  if (chosen) return [chosen]
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    ...folders.map((folder) => join(folder, 'google-chrome')),
  ]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
