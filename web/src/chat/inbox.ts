import { isRecord } from '../shared/record.ts'
import type { Heard, HubClient, Person, Position } from './hub-client.ts'

interface Options {
  readonly client: HubClient
  readonly name: string
  /** Up to where pointers have been followed. */
  readonly since: () => Position | undefined
  /** `from` points at a conversation. Anybody may write into an inbox, so it may not be one of theirs. */
  readonly found: (conversation: string, from: Person) => void
  readonly reached: (position: Position) => void
}

const PAGE = 100

/** Listens to one's own inbox, where others point at conversations that they have begun. */
export function followInbox({ client, name, since, found, reached }: Options): () => void {
  const channel = client.channel(name)

  const take = ({ data, from, epoch, offset }: Heard): void => {
    if (epoch !== undefined && offset !== undefined) {
      const before = since()
      if (before?.epoch === epoch && offset <= before.offset) return
      reached({ epoch, offset })
    }
    if (isRecord(data) && typeof data.conversation === 'string') found(data.conversation, from)
  }
  const catchUp = async (): Promise<void> => {
    const { events } = await channel.history({ limit: PAGE })
    for (const heard of events) take(heard)
  }
  const join = async (): Promise<void> => {
    await channel.join()
    await catchUp()
  }
  const stops = [channel.on('message', take), channel.on('gap', () => void catchUp().catch(() => {}))]
  // A hub without inboxes is one without conversations that others begin; the rest of the chat works.
  void join().catch(() => {})

  return () => {
    for (const stop of stops) stop()
  }
}
