import { expect } from 'vitest'
import type { ConnectionState } from '../../src/client/index.ts'
import { type Attack, FuzzingServer } from './fuzzing-server.ts'
import { ends, serve, start, type Tried, until } from './hub-tried.ts'
import { serverFrame } from './server-frame.ts'

/** Said behind everything else. Who hears it has taken all of it. */
export const lastText =
  '{"type":"event","event":"direct","mid":"last","from":{"id":"x","name":"X"},"ts":1,"data":"last"}'
export const lastWord = serverFrame(lastText)

export interface Attacked extends Tried {
  readonly server: FuzzingServer
  /** What was said to it alone. */
  readonly directs: unknown[]
}

/** A client that is connected to a server which attacks it. */
export async function attacked(attack: Attack): Promise<Attacked> {
  const good = await serve()
  const server = await FuzzingServer.start(good.port)
  ends.push(() => server.stop())
  server.attack = attack
  const tried = start(server)
  const directs: unknown[] = []
  tried.client.on('direct', ({ data }) => directs.push(data))
  return { ...tried, server, directs }
}

/** It has heard the last word, or is connected no more. */
export async function untilOver({ client, directs }: Attacked): Promise<ConnectionState> {
  await until(() => directs.includes('last') || ['waiting', 'closed'].includes(client.state.state))
  return client.state
}

/** A good server stands there again: everything works, and nothing is left when it is closed. */
export async function expectUsable({ client, time, server }: Attacked): Promise<void> {
  server.attack = undefined
  const before = server.opened
  // What still holds on to the attacker would not find out before its next ping.
  if (client.state.state === 'open') client.close()
  if (client.state.state === 'closed') client.open()
  await until(() => {
    const { state } = client
    if (state.state === 'waiting') time.pass(state.until - time.now())
    return state.state === 'open'
  })
  expect(server.opened - before).toBeLessThanOrEqual(2)
  const room = client.channel('room:after')
  const heard: unknown[] = []
  room.on('message', ({ data }) => heard.push(data))
  await room.join()
  await room.publish('here')
  await until(() => heard.length === 1)
  client.close()
  expect(time.waiting()).toEqual([])
}
