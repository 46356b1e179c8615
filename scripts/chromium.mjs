// @ts-check
import { ensure } from './apt.mjs'

/** A browser for the tests of the page: the one there is, or Debian's. */
export function ensureChromium() {
  ensure({
    what: 'a browser',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    variable: 'STOA_CHROMIUM',
    packages: ['chromium', 'fonts-liberation'],
    remedy:
      'install Chromium (Debian, Ubuntu: apt-get install chromium) or name one with STOA_CHROMIUM=/path/to/it',
  })
}
