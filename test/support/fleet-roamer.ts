import { type Member, type Publisher, publisher } from './fleet-load.ts'
import type { TestServer } from './server.ts'

type Node = Pick<TestServer, 'url' | 'wsUrl'>

/** Somebody on one node, from joining to the end of the connection. Moments are those of `performance.now()`. */
export interface Stay {
  readonly node: Node
  readonly who: Publisher & Member
  readonly since: number
  /** How the connection ended, if it has. */
  code: number | undefined
}

export interface Roamer {
  readonly stays: readonly Stay[]
  /** Stay where it is, and say no more. */
  settle(): Promise<void>
}

/** So many numbers at most belong to one stay. */
const share = 1_000_000

/** Somebody who talks and listens in a channel, and goes to one of `nodes` whenever a connection ends. */
export async function roamer(
  name: string,
  serial: number,
  channel: string,
  nodes: () => readonly Node[],
): Promise<Roamer> {
  const stays: Stay[] = []
  let moving = Promise.resolve()
  let isSettled = false

  async function move(): Promise<void> {
    const open = nodes()
    const node = open[(serial + stays.length) % open.length]
    if (node === undefined) throw new Error('there is no node to go to')
    const who = await publisher(node, name, [channel], (serial * 100 + stays.length) * share + 1)
    const stay: Stay = { node, who, since: performance.now(), code: undefined }
    stays.push(stay)
    void who.client.closed.then(({ code }) => {
      stay.code = code
      if (!isSettled) moving = move()
    })
  }

  await move()
  return {
    stays,
    async settle() {
      isSettled = true
      await moving
      await stays.at(-1)?.who.stop()
    },
  }
}
