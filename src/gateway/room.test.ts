import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Room } from './room.ts'

/** Two ends of a connection, of which the second one does not read. */
async function unread(): Promise<readonly [Socket, Socket]> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const writer = connect(address.port, '127.0.0.1')
  const [[reader]] = await Promise.all([once(server, 'connection'), once(writer, 'connect')])
  onTestFinished(() => {
    for (const end of [writer, reader]) end.destroy()
    server.close()
  })
  return [writer, reader]
}

const much = Buffer.alloc(128 * 1024)

function fill(socket: Socket): void {
  while (socket.writable && socket.writableLength < much.length) socket.write(much)
}

test('who may send sends at once, and the others are told one by one, each when there is room again', async () => {
  const [writer, reader] = await unread()
  const room = new Room(writer, () => 0)
  expect(room.wait()).toBeUndefined()
  fill(writer)
  const told: string[] = []
  const most: number[] = []
  for (const name of ['ada', 'bob', 'eve']) {
    const waiting = room.wait()
    expect(waiting).toBeInstanceOf(Promise)
    void waiting?.then(() => {
      told.push(name)
      fill(writer)
      most.push(writer.writableLength)
    })
  }
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual([])
  reader.resume()
  await vi.waitFor(() => expect(told).toEqual(['ada', 'bob', 'eve']), { timeout: 10_000, interval: 5 })
  expect(Math.max(...most)).toBeLessThanOrEqual(2 * much.length)
  expect(writer.listenerCount('drain')).toBe(0)
})

test('what is still to be written takes room', async () => {
  const [writer] = await unread()
  let gathered = much.length
  const room = new Room(writer, () => gathered)
  expect(room.isThere()).toBe(false)
  gathered -= 1
  expect(room.isThere()).toBe(true)
})

test('nobody waits for a client that has gone', async () => {
  const [writer, reader] = await unread()
  const room = new Room(writer, () => 0)
  fill(writer)
  const waiting = [room.wait(), room.wait()]
  writer.on('error', () => {})
  reader.destroy()
  await expect(Promise.all(waiting)).resolves.toHaveLength(2)
  expect(room.wait()).toBeUndefined()
})
