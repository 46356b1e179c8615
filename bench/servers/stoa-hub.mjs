// @ts-check
import { serveHub } from './hub-server.mjs'

await serveHub()
