import { type HubErrorCode, hubErrors } from '../../src/protocol/index.ts'
import { Client, upgradeStatus } from './client.ts'
import type { HubHome } from './hub-homes.ts'
import { type Line, linesOf, type Sanctioning } from './hub-script-lines.ts'
import { Bindings, demandLike, demandSame, parsedJson } from './hub-script-values.ts'
import type { TokenIssuer } from './token-issuer.ts'

type Frame = Readonly<Record<string, unknown>>

/** They come whenever the hub finds time for it: only those that are asked for are looked at. */
const seldom: readonly unknown[] = ['position', 'count']

interface Person {
  readonly client: Client
  readonly tokenId: string
}

interface Signed {
  readonly token: string
  readonly tokenId: string
}

const lifeSeconds = 900

/** Plays one script at one home. Each line is done when all that it says has happened. */
export class Player {
  readonly #home: HubHome
  readonly #issuer: TokenIssuer
  readonly #people = new Map<string, Person>()
  readonly #values: Bindings
  #kept = new Map<string, Frame[]>()
  #asked = 0

  /** `scene`: what no other script of the home has. */
  constructor(home: HubHome, issuer: TokenIssuer, scene: string) {
    this.#home = home
    this.#issuer = issuer
    this.#values = new Bindings(scene)
  }

  async play(script: string): Promise<void> {
    for (const [text, line] of linesOf(script)) {
      await this.#do(line).catch((cause: unknown) => {
        throw new Error(`at: ${text}\n${cause instanceof Error ? cause.message : String(cause)}`, { cause })
      })
    }
    await this.#quiet()
    for (const { client } of this.#people.values()) client.ws.terminate()
    await this.#home.settled()
  }

  async #do(line: Line): Promise<void> {
    switch (line.kind) {
      case 'says':
        return (await this.#person(line.who)).client.send(this.#values.said(line.frame))
      case 'hears':
        return this.#hears(line.who, line.what)
      case 'comes':
        return void (await this.#open(line.who, line.claims))
      case 'knocks':
        return this.#knocks(line)
      case 'goes':
        ;(await this.#person(line.who)).client.ws.close(1000)
        return void (await (
          await this.#person(line.who)
        ).client.closed)
      case 'closed':
        return this.#isClosed(line.who, line.code)
      case 'enter':
        return this.#enter(line.who, this.#values.said(line.channel))
      case 'crowd':
        return this.#crowd(line.count, this.#values.said(line.channel))
      case 'pass':
        return this.#home.pass(line.seconds * 1_000)
      case 'impose':
        return this.#impose(line.what, line.who)
      case 'bus':
        return this.#home.emit({
          DetailType: line.detailType,
          detail: Object(parsedJson(this.#values.said(line.detail))),
        })
      case 'token':
        return this.#values.set(line.name, (await this.#sign(line.who, line.claims)).token)
      case 'quiet':
        return this.#quiet()
    }
  }

  async #person(who: string): Promise<Person> {
    return this.#people.get(who) ?? this.#open(who, {})
  }

  /** `ada.phone` is another device of `ada`, at another place. */
  async #open(who: string, claims: object): Promise<Person> {
    const { token, tokenId } = await this.#sign(who, claims)
    const place = who.charCodeAt(0) + (who.includes('.') ? 1 : 0)
    const client = await Client.open(this.#home.url(place), ['stoa.v1', `bearer.${token}`])
    demandSame(client.ws.protocol, 'stoa.v1')
    const person = { client, tokenId }
    this.#people.set(who, person)
    this.#kept.delete(who)
    await this.#home.settled()
    return person
  }

  async #sign(who: string, claims: object): Promise<Signed> {
    this.#asked += 1
    const [name = ''] = who.split('.')
    const now = Math.floor(this.#home.now() / 1_000)
    const tokenId = `${this.#values.scene}-${this.#asked}`
    const own = { sub: this.#values.userId(name), jti: tokenId, iat: now, exp: now + lifeSeconds }
    const exp = Reflect.get(claims, 'exp')
    const soon = typeof exp === 'string' ? { exp: now + Number(exp) } : {}
    const said = this.#values.said(JSON.stringify({ scope: 'guest', ...own, ...claims, ...soon }))
    return { tokenId, token: await this.#issuer.sign(Object(parsedJson(said))) }
  }

  async #knocks({ who, offered, status }: Extract<Line, { kind: 'knocks' }>): Promise<void> {
    const token = offered === 'token' ? (await this.#sign(who, {})).token : this.#values.said(offered)
    const protocols = offered === 'nothing' ? ['stoa.v1'] : ['stoa.v1', `bearer.${token}`]
    demandSame(await upgradeStatus(this.#home.url(0), protocols), status)
  }

  async #isClosed(who: string, code: number): Promise<void> {
    const { client } = await this.#person(who)
    const closed = await client.closed
    if (this.#home.hasCloseCodes) demandSame(closed.code, code)
  }

  /** Join one after the other; who was there before is told of each. */
  async #enter(names: readonly string[], channel: string): Promise<void> {
    for (const [at, name] of names.entries()) {
      await this.#join(name, channel)
      for (const other of names.slice(0, at))
        demandLike(await this.#next(other, 'joined'), { event: 'joined' })
    }
  }

  async #join(name: string, channel: string): Promise<void> {
    const { client } = await this.#person(name)
    client.send({ action: 'join', id: 'enter', channel })
    const { ok, data } = await this.#next(name, 'reply')
    demandSame(ok, true)
    if (Object(data).epoch !== '') demandLike(await this.#next(name, 'caught_up'), { channel })
  }

  /** So many others join, who listen to nothing. */
  async #crowd(count: number, channel: string): Promise<void> {
    if (this.#home.crowd !== undefined) return this.#home.crowd(channel, count)
    const names = Array.from({ length: count }, (_, at) => `crowd${at}`)
    while (names.length > 0) {
      await Promise.all(
        names.splice(0, 20).map(async (name) => {
          const { client } = await this.#person(name)
          client.send({ action: 'join', id: 'crowd', channel })
          await client.until((text) => text.includes('"caught_up"'))
        }),
      )
    }
  }

  async #impose(what: Sanctioning, who: string): Promise<void> {
    if (what !== 'revoke the token of') {
      return this.#home.impose({ kind: what, subject: { user: this.#values.userId(who) } })
    }
    const { tokenId } = await this.#person(who)
    await this.#home.impose({ kind: 'revoke', subject: { token: tokenId } })
  }

  async #hears(who: string, what: Extract<Line, { kind: 'hears' }>['what']): Promise<void> {
    const frame = await this.#next(who, what.is === 'event' ? what.name : 'reply')
    if (what.is !== 'event') demandLike(frame, { type: 'reply', id: what.id, ok: what.is === 'ok' })
    if (what.is === 'ok') return this.#values.match(frame.data, what.fields)
    if (what.is === 'refused') return this.#isError(frame.error, what.code, what.fields)
    const { type, event, ...fields } = frame
    demandSame({ type, event }, { type: 'event', event: what.name })
    if (what.name === 'error') return this.#isError(fields.error, what.code ?? '', what.fields)
    this.#values.match(fields, what.fields)
  }

  #isError(error: unknown, code: string, more: object): void {
    const rules: Readonly<Record<string, object>> = hubErrors satisfies Record<HubErrorCode, object>
    this.#values.match(error, { code, ...rules[code], message: '*', requestId: '*', ...more })
  }

  /** What comes next, without those events that come at any time, unless one of them is wanted. */
  async #next(who: string, wanted: string): Promise<Frame> {
    const { client } = await this.#person(who)
    const kept = this.#kept.get(who) ?? []
    this.#kept.set(who, kept)
    const isWanted = ({ event }: Frame): boolean =>
      seldom.includes(wanted) ? event === wanted : !seldom.includes(event)
    for (;;) {
      const at = kept.findIndex(isWanted)
      if (at >= 0) return kept.splice(at, 1)[0] ?? {}
      kept.push(Object(parsedJson(await client.next())))
    }
  }

  /** Nobody has heard anything that the script does not say. */
  async #quiet(): Promise<void> {
    await this.#home.settled()
    for (const [who, { client }] of this.#people) {
      const kept = this.#kept.get(who) ?? []
      if (who.startsWith('crowd') || client.ws.readyState !== client.ws.OPEN) continue
      client.send({ action: 'ping', id: 'quiet' })
      const unheard: unknown[] = []
      for (;;) {
        const frame = await this.#next(who, 'reply')
        if (frame.id === 'quiet') break
        unheard.push(frame)
      }
      const unread = [...unheard, ...kept.filter(({ event }) => !seldom.includes(event))]
      demandSame({ who, unread }, { who, unread: [] })
    }
  }
}
