import type { Context } from 'hono'
import { isLoopback } from './source-ip.ts'

/** Whether a request may manage the server, as an AWS principal could. */
export type MayManage = (c: Context) => boolean

// A page in a browser on this machine sends one of the first two, a reverse proxy on it one of the others.
const foreign = ['Origin', 'Sec-Fetch-Site', 'Forwarded', 'X-Forwarded-For', 'X-Real-IP', 'Via']

/** Without credentials only a program on this machine may. A check of SigV4 takes this function's place. */
export function fromThisMachine(sourceIp: (c: Context) => string): MayManage {
  return (c) => isLoopback(sourceIp(c)) && foreign.every((name) => c.req.header(name) === undefined)
}
