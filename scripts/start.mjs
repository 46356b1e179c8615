// @ts-check
// Sets up whatever is missing and starts the server in this process, so that Ctrl-C reaches it directly.
import { build, install } from './setup.mjs'

const lookMs = 250

/**
 * `npm start` runs this below a shell, and a signal that npm gets ends the shell only. When it is gone, the server
 * stops as if the signal had reached it, instead of staying behind with the port.
 */
function stopWithParent() {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, lookMs)
  timer.unref()
}

install()
build()
stopWithParent()
process.argv.splice(2, 0, 'serve')
await import('../dist/cli/main.js')
