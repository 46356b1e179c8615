// @ts-check
// Sets up whatever is missing and starts the server in this process, so that Ctrl-C reaches it directly.
import { build, install } from './setup.mjs'

install()
build()
process.argv.splice(2, 0, 'serve')
await import('../dist/cli/main.js')
