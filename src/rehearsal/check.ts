import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import WebSocket from 'ws'
import type { Rehearsal } from './rehearsal.ts'

const patienceMs = 20_000
const guest = Compile(Type.Object({ auth_token: Type.String() }))

/** See once whether every function loads and every API answers. Tells a line for each, and gives how many do not. */
export async function check(rehearsal: Rehearsal, tell: (line: string) => void): Promise<number> {
  const { url, wsUrl, apis } = rehearsal
  let problems = 0
  const tried = async (what: string, task: () => Promise<string | undefined>): Promise<void> => {
    const problem = await task().catch((error: unknown) => String(error))
    if (problem !== undefined) problems += 1
    tell(
      `${problem === undefined ? 'ok    ' : 'FAILED'} ${what}${problem === undefined ? '' : `: ${problem}`}`,
    )
  }
  const outcomes = await rehearsal.warm()
  for (const { name, problem } of outcomes) await tried(`load ${name}`, async () => problem)
  await tried('the page', () => statusOf(`${url}/`))
  await tried('the keys of the issuer', () => statusOf(`${url}/.well-known/jwks.json`))
  for (const { name, paths } of apis) {
    await tried(`connect to ${name}`, async () => {
      const query = name === 'chat' ? `?auth_token=${await guestToken(url)}` : ''
      return connected(`${wsUrl}${paths[0]}${query}`, greetings[name])
    })
  }
  for (const denied of rehearsal.denied()) await tried('permissions', async () => denied)
  return problems
}

/** What a client hears that does nothing but connect. APIs that want a token refuse it instead. */
const greetings: Readonly<Record<string, RegExp>> = {
  chat: /^\{"message":"Successfully connected!"\}$/,
  webchat: /^Welcome! - connected on /,
  lobby: / joined"\}$/,
}

async function statusOf(url: string): Promise<string | undefined> {
  const { status } = await fetch(url)
  return status === 200 ? undefined : `HTTP ${status}`
}

async function guestToken(url: string): Promise<string> {
  const response = await fetch(`${url}/prod/login-as-guest`)
  if (response.status !== 200) throw new Error(`the login as a guest answers HTTP ${response.status}`)
  return guest.Parse(await response.json()).auth_token
}

/** `undefined` when the greeting came, or, where there is none, when the client was let in or told to identify itself. */
function connected(url: string, greeting: RegExp | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    const timer = setTimeout(() => end('nothing came'), patienceMs)
    const end = (problem: string | undefined): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.terminate()
      resolve(problem)
    }
    socket.on('error', (error) => end(error.message))
    socket.on('unexpected-response', (_, { statusCode = 0 }) =>
      end(greeting === undefined && [401, 403].includes(statusCode) ? undefined : `HTTP ${statusCode}`),
    )
    socket.on('open', () => {
      if (greeting === undefined) end(undefined)
    })
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString() : ''
      end(greeting?.test(text) === false ? text.slice(0, 200) : undefined)
    })
  })
}
