import type { Bench, Entry } from './bench.ts'
import { isRecord, type Json, record } from './check.ts'
import { type Event, parseJson, readEvent } from './event.ts'
import type { Connection } from './wire/connection.ts'

export type NoticeKind = 'authorizer' | 'connect' | 'disconnect'

export interface Notice {
  readonly event: Event
  /** All that the handler told. */
  readonly told: Json
}

/** A connection to which the handlers tell the events that their own client does not see. */
export interface Watch {
  readonly watcher: Connection
  /** How another connection says that this one watches it. */
  readonly query: { readonly watch: string }
  notice(kind: NoticeKind): Promise<Notice>
}

export async function watch(bench: Bench): Promise<Watch> {
  const { connection, id } = await bench.known()
  return {
    watcher: connection,
    query: { watch: id },
    async notice(kind) {
      const frame = await connection.next(`the event of ${nameOf[kind]}`, (one) => kindOf(one) === kind)
      const told = record(parseJson(frame), 'a notice')
      return { told, event: readEvent(told.event, nameOf[kind]) }
    },
  }
}

const nameOf: Readonly<Record<NoticeKind, string>> = {
  authorizer: 'authorizer',
  connect: '$connect',
  disconnect: '$disconnect',
}

export function kindOf(frame: string): unknown {
  const value = parseJson(frame)
  return isRecord(value) ? value.kind : undefined
}

export interface Watched extends Watch {
  readonly connection: Connection
}

/** A connection that is watched. */
export async function watched(bench: Bench, entry: Entry = {}): Promise<Watched> {
  const watching = await watch(bench)
  const connection = await bench.open({ ...entry, query: { ...entry.query, ...watching.query } })
  return { ...watching, connection }
}
