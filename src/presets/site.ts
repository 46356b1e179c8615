import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the page at `/docs`; `undefined` where it was not built. */
export function docsAssets(): string | undefined {
  const folder = fileURLToPath(new URL('../../dist/docs/assets', import.meta.url))
  return existsSync(`${folder}/page.html`) ? folder : undefined
}

/** The folder of the page that comes with the package; `undefined` where it was not built. */
export function ownSite(): string | undefined {
  const folder = fileURLToPath(new URL('../../web/dist', import.meta.url))
  return existsSync(`${folder}/index.html`) ? folder : undefined
}
