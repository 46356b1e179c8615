import type { Stoa } from '../../src/presets/index.ts'
import { Client } from './client.ts'
import { type Login, login } from './server.ts'

type Served = Pick<Stoa, 'url'>
export type Frame = Readonly<Record<string, unknown>>
type Fields = Readonly<Record<string, unknown>>

/** Somebody at the hub, who sends requests and reads what comes back. */
export class HubClient {
  readonly login: Login
  readonly client: Client
  #sent = 0

  constructor(who: Login, client: Client) {
    this.login = who
    this.client = client
  }

  get userId(): string {
    return this.login.user_id
  }

  /** Send a request, and answer with its reply. What came before it is left to be read. */
  async ask(action: string, fields: Fields = {}): Promise<Frame> {
    this.#sent += 1
    const id = `${this.#sent}`
    this.client.send({ action, id, ...fields })
    return this.reply(id)
  }

  /** The data of a reply that has to be good. */
  async data(action: string, fields: Fields = {}): Promise<Frame> {
    const reply = await this.ask(action, fields)
    if (reply.ok !== true) throw new Error(`refused: ${JSON.stringify(reply)}`)
    return asFrame(reply.data)
  }

  /** The code of the error of a reply. */
  async refusal(action: string, fields: Fields = {}): Promise<unknown> {
    const reply = await this.ask(action, fields)
    return reply.ok === false ? asFrame(reply.error).code : JSON.stringify(reply)
  }

  async reply(id: string): Promise<Frame> {
    return this.#first((frame) => frame.type === 'reply' && frame.id === id)
  }

  /** The next event of that name. Other events that came before it are left to be read. */
  async event(name: string): Promise<Frame> {
    return this.#first((frame) => frame.type === 'event' && frame.event === name)
  }

  /** What has come and was not read. */
  rest(): Frame[] {
    const kept = this.#kept.splice(0)
    return [...kept, ...this.client.rest().map(parsed)]
  }

  #kept: Frame[] = []

  async #first(isWanted: (frame: Frame) => boolean): Promise<Frame> {
    const at = this.#kept.findIndex(isWanted)
    if (at >= 0) return asFrame(this.#kept.splice(at, 1)[0])
    for (;;) {
      const frame = parsed(await this.client.next())
      if (isWanted(frame)) return frame
      this.#kept.push(frame)
    }
  }
}

const parsed = (text: string): Frame => asFrame(JSON.parse(text))

function asFrame(value: unknown): Frame {
  if (typeof value !== 'object' || value === null) throw new Error(`not a frame: ${JSON.stringify(value)}`)
  return Object.fromEntries(Object.entries(value))
}

export const hubUrl = ({ url }: Served): string => `${url.replace(/^http/, 'ws')}/hub`

/** A guest at the hub; the same one again with `who`. */
export async function enterHub(server: Served, who?: Login): Promise<HubClient> {
  const known = who ?? (await login(server))
  const client = await Client.open(hubUrl(server), ['stoa.v1', `bearer.${known.auth_token}`])
  return new HubClient(known, client)
}
