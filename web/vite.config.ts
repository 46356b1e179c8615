import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const server = 'http://127.0.0.1:8080'

/** Nothing from elsewhere, and no code that is not in a file of ours. The lobby and the hub may have another origin. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'"

/** Only in what is built: the development server puts code into the page. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
}

// Whoever builds the page from a test gets the page that people get, not React's development build.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production'

export default defineConfig({
  plugins: [react(), contentPolicy],
  resolve: { alias: { 'stoa/client': here('../src/client/index.ts') } },
  build: {
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [here('index.html'), here('lobby/index.html'), here('console/index.html')],
    },
  },
  server: {
    proxy: {
      '/config.json': server,
      '/app.json': server,
      '/prod': server,
      '/admin': server,
      '/hub': { target: server, ws: true },
    },
  },
})
