import { expect, test } from 'vitest'
import { Client } from './support/client.ts'
import { serve } from './support/program.ts'
import { login, silent, startServer } from './support/server.ts'

const text = 'x'.repeat(16_000)

test('a member that stops reading is cut at its byte budget, and the others get everything', async () => {
  const warnings: string[] = []
  const log = { ...silent, warn: (_: object, message: string) => void warnings.push(message) }
  const server = await startServer({ log, limits: { outboundBytes: 256 * 1_024, rate: 1e6, burst: 1e6 } })
  const { auth_token } = await login(server)
  const connect = async (): Promise<Client> => {
    const client = await Client.open(`${server.wsUrl}/?auth_token=${auth_token}`)
    client.send({ type: 'set-name', payload: { username: 'Ada' } })
    client.send({ type: 'join', payload: { channel: 'c' } })
    await client.take(3)
    return client
  }
  const [speaker, reader, stuck] = [await connect(), await connect(), await connect()]
  stuck.ws.pause()
  let sent = 0
  while (warnings.length === 0) {
    speaker.send({ type: 'message', payload: { channel: 'c', message: `${sent} ${text}` } })
    sent += 1
    await speaker.take(2)
    await reader.next()
    expect(sent).toBeLessThan(5_000)
  }
  expect(warnings).toEqual(['cut a client that reads too slowly'])
  stuck.ws.resume()
  expect((await stuck.closed).code).toBe(1013)
  speaker.send({ type: 'message', payload: { channel: 'c', message: 'still here' } })
  expect((await speaker.take(2)).at(-1)).toContain('still here')
  expect(await reader.next()).toContain('still here')
})

test('SIGTERM under load ends with status 0, and every client hears that it must move', async () => {
  const program = await serve(['--memory'])
  const { auth_token } = await login(program)
  const clients = await Promise.all(
    Array.from({ length: 100 }, () => Client.open(`${program.wsUrl}/?auth_token=${auth_token}`)),
  )
  for (const client of clients) {
    client.send({ type: 'set-name', payload: { username: 'Ada' } })
    client.send({ type: 'join', payload: { channel: 'c' } })
  }
  await Promise.all(clients.map((client) => client.take(3)))
  const talk = setInterval(() => {
    for (const client of clients) {
      if (client.ws.readyState === client.ws.OPEN)
        client.send({ type: 'message', payload: { channel: 'c', message: 'hi' } })
    }
  }, 5)
  await Promise.all(clients.map((client) => client.take(50)))
  program.process.kill('SIGTERM')
  const codes = await Promise.all(clients.map(async (client) => (await client.closed).code))
  clearInterval(talk)
  expect(new Set(codes)).toEqual(new Set([1001]))
  expect(await program.exit).toEqual({ code: 0, signal: null })
})
