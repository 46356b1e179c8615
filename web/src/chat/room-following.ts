import type { ChannelHears, HubChannel, HubClient, Position } from './hub-client.ts'
import { problemOf } from './problem.ts'
import { entered, hear, losesTrack, oldestOffset, prepend, type Room, refill } from './room.ts'

interface Options {
  readonly client: HubClient
  readonly name: string
  readonly newKey: () => string
  readonly room: () => Room | undefined
  readonly change: (name: string, next: (room: Room) => Room) => void
  /** Told who is in the room, whenever that changes. */
  readonly here: (presence: HubChannel['presence']) => void
}

/** One room that is joined and listened to. */
export interface Following {
  /** The room is looked at: what was said last is loaded. */
  show(): void
  loadOlder(): void
  leave(): void
  /** Listens no more, without leaving. */
  stop(): void
}

const PAGE = 50

export function followRoom({ client, name, newKey, room, change, here }: Options): Following {
  const channel = client.channel(name)
  let isShown = false

  const loadOlder = async (): Promise<void> => {
    const before = room()
    if (before === undefined || before.older === 'loading' || before.older === 'none') return
    change(name, (now) => ({ ...now, older: 'loading' }))
    const offset = oldestOffset(before)
    try {
      const page = await channel.history({ limit: PAGE, ...(offset !== undefined && { before: offset }) })
      change(name, (now) => prepend(now, page))
    } catch {
      change(name, (now) => ({ ...now, older: 'failed' }))
    }
  }
  const showNewest = (): void => {
    if (isShown && room()?.older === 'unknown' && channel.state === 'joined') void loadOlder()
  }
  const stateChanged = ({ state, failure }: ChannelHears['state']): void => {
    const problem = failure === undefined ? undefined : problemOf(failure).message
    change(name, (now) =>
      state === 'joined' ? entered(now, channel.position) : { ...now, membership: state, problem },
    )
    showNewest()
  }
  const gapFound = async (after: Position | undefined, now: Position): Promise<void> => {
    const id = newKey()
    change(name, (before) => losesTrack(before, id, now))
    if (room()?.items.length === 0) return
    const page = await channel.history({ limit: PAGE })
    change(name, (before) => refill(before, id, after, page))
  }
  // A room that cannot be joined says so with its state; without a connection it is joined with the next one.
  const join = (): void => void channel.join().catch(() => {})

  const stops = [
    channel.on('message', (heard) => change(name, (now) => hear(now, heard))),
    // The line that says so stays where the page cannot be had.
    channel.on('gap', ({ after, now }) => void gapFound(after, now).catch(() => {})),
    channel.on('state', stateChanged),
    channel.presence.on(() => here(channel.presence)),
    client.onLine(({ state }) => {
      if (state === 'open' && channel.state === 'idle') join()
    }),
  ]
  const stop = (): void => {
    for (const each of stops) each()
  }
  join()

  return {
    show() {
      isShown = true
      if (room()?.membership === 'refused') join()
      showNewest()
    },
    loadOlder: () => void loadOlder(),
    leave() {
      stop()
      // Whoever has no connection is in no channel; then there is nothing to leave.
      channel.leave().catch(() => {})
    },
    stop,
  }
}
