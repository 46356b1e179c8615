// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { serveHub } from './hub-server.mjs'

const script = fileURLToPath(new URL('folder.sh', import.meta.url))

/** What is kept is in SQLite, in a folder that goes when this process does. */
const folder = spawn('sh', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
const [path] = await once(folder.stdout.setEncoding('utf8'), 'data')
await serveHub(path.trim())
