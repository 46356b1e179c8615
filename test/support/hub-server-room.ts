import { randomUUID } from 'node:crypto'
import type { HubConnection } from './hub-server.ts'

interface Kept {
  readonly type: 'event'
  readonly event: 'message'
  readonly channel: string
  readonly mid: string
  readonly from: object
  readonly ts: number
  readonly data: unknown
  readonly offset?: number
  readonly epoch?: string
}

/** A channel of the small hub. */
export class HubRoom {
  readonly name: string
  readonly hasHistory: boolean
  epoch = randomUUID().slice(0, 8)
  offset = 0
  kept: Kept[] = []
  maxKept = 300
  members = new Set<HubConnection>()
  readonly #keys = new Map<string, object>()
  /** Events that are handed to nobody: as if they were lost on the way. */
  isMute = false

  constructor(name: string, hasHistory: boolean) {
    this.name = name
    this.hasHistory = hasHistory
  }

  publish(from: object, data: unknown, key: string): object {
    const before = this.#keys.get(key)
    if (before !== undefined) return { ...before, duplicate: true }
    const mid = randomUUID()
    const said = {
      type: 'event',
      event: 'message',
      channel: this.name,
      mid,
      from,
      ts: Date.now(),
      data,
    } as const
    const position = this.hasHistory ? { offset: ++this.offset, epoch: this.epoch } : {}
    const event = { ...said, ...position }
    if (this.hasHistory) this.kept.push(event)
    this.kept.splice(0, this.kept.length - this.maxKept)
    const answer = { ...position, mid }
    this.#keys.set(key, answer)
    if (!this.isMute) {
      // After the answer, as a turn of the server does it.
      const members = [...this.members]
      queueMicrotask(() => {
        for (const { send } of members) send(event)
      })
    }
    return answer
  }

  /** History is gone, and another one begins. */
  forget(): void {
    this.epoch = randomUUID().slice(0, 8)
    this.offset = 0
    this.kept = []
  }

  trim(keep: number): void {
    this.kept = keep === 0 ? [] : this.kept.slice(-keep)
  }

  /** `answer` is to be sent first, and then what `rest` sends. */
  join(connection: HubConnection, since: unknown): { readonly answer: object; rest(): void } {
    const from = Object(since)
    const floor = this.offset - this.kept.length
    const isWithin = from.epoch === this.epoch && from.offset >= floor && from.offset <= this.offset
    const recovered = this.hasHistory && isWithin
    const missed = recovered ? this.kept.filter(({ offset = 0 }) => offset > from.offset) : []
    const isNew = !this.#isIn(connection.user.id)
    this.members.add(connection)
    const { count, members } = this.presence()
    const position = this.hasHistory ? { offset: this.offset, epoch: this.epoch } : { offset: 0, epoch: '' }
    const rest = (): void => {
      for (const event of missed) connection.send(event)
      if (this.hasHistory) connection.event('caught_up', { channel: this.name, ...position })
      if (isNew) this.tell('joined', { user: { ...connection.user }, count: this.presence().count })
    }
    return { answer: { ...position, recovered, count: missed.length, present: count, members }, rest }
  }

  leave(connection: HubConnection): undefined {
    if (!this.members.delete(connection) || this.#isIn(connection.user.id)) return
    this.tell('left', { user: { ...connection.user }, count: this.presence().count })
  }

  tell(event: string, fields: object): void {
    for (const member of this.members) {
      if (member.ws.readyState === 1) member.event(event, { channel: this.name, ...fields })
    }
  }

  history({
    before,
    after,
    limit,
  }: {
    readonly before?: unknown
    readonly after?: unknown
    readonly limit?: unknown
  }): object {
    const most = typeof limit === 'number' ? limit : 100
    const offsetOf = ({ offset = 0 }: Kept): number => offset
    if (typeof after === 'number') {
      const found = this.kept.filter((event) => offsetOf(event) > after)
      return { events: found.slice(0, most), epoch: this.epoch, more: found.length > most }
    }
    const found = this.kept.filter((event) => typeof before !== 'number' || offsetOf(event) < before)
    return { events: found.slice(-most), epoch: this.epoch, more: found.length > most }
  }

  presence(): { readonly members: object[]; readonly count: number; readonly asOf: number } {
    const users = new Map([...this.members].map(({ user }) => [user.id, { ...user }]))
    return { members: [...users.values()], count: users.size, asOf: Date.now() }
  }

  #isIn(userId: string): boolean {
    return [...this.members].some(({ user }) => user.id === userId)
  }
}
