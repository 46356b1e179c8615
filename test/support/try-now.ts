import type { Page } from 'playwright-core'

/** Press the banner's button, unless the page comes back by itself before it can be pressed. */
export async function tryNow(page: Page): Promise<void> {
  await Promise.any([
    page.getByRole('button', { name: /Try now|Connect again/ }).click(),
    page.locator('.banner[data-shown]').waitFor({ state: 'detached' }),
  ])
}
