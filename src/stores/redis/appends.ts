import type { Appended, AppendOptions, Position, Retention } from '../../core/ports/history.ts'
import { logLimits, type OutgoingOptions } from './backplane-outgoing.ts'
import { sealed } from './envelope.ts'
import { type Gathered, Gathering } from './gathering.ts'
import { positionAt, type RecordedBatch } from './recorded-batch.ts'
import { textsOf } from './replies.ts'
import { fromStored, toStored } from './stored-text.ts'

interface Append {
  readonly text: string
  readonly options: AppendOptions
  readonly accept: (appended: Appended) => void
  readonly refuse: (error: unknown) => void
}

/** An epoch outlives its events by so much, so that who missed nothing is told so. */
const epochMs = 7 * 24 * 60 * 60_000
/** A key is known for longer than the 5 minutes that are promised: the clock of another server may be ahead. */
const keyMs = `${6 * 60_000}`

/** In milliseconds from now. */
export const epochEndsIn = ({ ageMs }: Retention): string => `${ageMs + epochMs}`

/** Events on their way into history, and from there to all nodes: one command a topic and turn. */
export class Appends {
  readonly #options: OutgoingOptions
  readonly #gathering = new Gathering<Append>((topic, gathered) => this.#send(topic, gathered))
  readonly #waiting = new Map<number, readonly Append[]>()

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  add(topic: string, text: string, options: AppendOptions): Promise<Appended> {
    const [first] = this.#gathering.waiting(topic)
    // What is in one command is kept in one way.
    if (first !== undefined && !isSame(first.options.retention, options.retention)) this.flush(topic)
    this.#options.counts.published += 1
    this.#options.counts.waiting += 1
    return new Promise((accept, refuse) => {
      this.#gathering.add(topic, { text, options, accept, refuse }, text.length)
    })
  }

  flush(topic: string): void {
    this.#gathering.flush(topic)
  }

  /** One of ours has come back. What is not new in it waits for the answer, which says what it was. */
  accepted(serial: number, { first, mask }: RecordedBatch): void {
    let count = 0
    for (const [index, append] of (this.#waiting.get(serial) ?? []).entries()) {
      if (mask[index] !== '1') continue
      append.accept(appendedNow(append, positionAt(first, count)))
      count += 1
    }
  }

  #send(topic: string, { items, since }: Gathered<Append>): void {
    const { redis, counts, names, channel, onAccepted } = this.#options
    const serial = channel.nextSerial()
    this.#waiting.set(serial, items)
    counts.commands += 1
    const end = (): void => {
      this.#waiting.delete(serial)
      counts.waiting -= items.length
    }
    const keys = items.flatMap(({ options: { key } }) => (key === undefined ? [] : [names.key(topic, key)]))
    const known = [names.place(topic), names.channel(topic), names.log(topic)]
    redis
      .script('history-append', [names.events(topic), ...known, ...keys], this.#arguments(serial, items))
      .then(textsOf)
      .then(
        (answer) => {
          end()
          onAccepted?.(performance.now() - since)
          acceptAll(items, answer)
        },
        (error: unknown) => {
          end()
          counts.refused += items.length
          for (const { refuse } of items) refuse(error)
        },
      )
  }

  #arguments(serial: number, items: readonly Append[]): (string | Buffer)[] {
    const { redis, channel } = this.#options
    const { events, ageMs } = items[0]?.options.retention ?? { events: 0, ageMs: 0 }
    return [
      redis.channels.publishCommand,
      sealed('E', channel.node, serial),
      `${events}`,
      `${ageMs}`,
      epochEndsIn({ events, ageMs }),
      keyMs,
      ...logLimits,
      ...items.flatMap(({ text, options: { key, note } }) => [
        text,
        note === undefined ? '' : toStored(note),
        key === undefined ? '0' : '1',
      ]),
    ]
  }
}

function acceptAll(items: readonly Append[], [epoch = '', offset, ...known]: readonly string[]): void {
  const first = epoch === '-' ? undefined : { epoch, offset: Number(offset) }
  let count = 0
  for (const [index, append] of items.entries()) {
    const before = known[index] ?? ''
    append.accept(before === '' ? appendedNow(append, positionAt(first, count)) : appendedBefore(before))
    if (before === '') count += 1
  }
}

const isSame = (one: Retention, other: Retention): boolean =>
  one.events === other.events && one.ageMs === other.ageMs

function appendedNow({ options: { note } }: Append, position: Position | undefined): Appended {
  return {
    isDuplicate: false,
    ...(position !== undefined && { position }),
    ...(note !== undefined && { note }),
  }
}

/** `EPOCH OFFSET NOTE`, with what says that there is none. */
function appendedBefore(known: string): Appended {
  const [epoch = '', offset = ''] = known.split(' ', 2)
  const note = known.slice(epoch.length + offset.length + 2)
  return {
    isDuplicate: true,
    ...(epoch !== '-' && { position: { epoch, offset: Number(offset) } }),
    ...(note !== '' && { note: fromStored(note) }),
  }
}
