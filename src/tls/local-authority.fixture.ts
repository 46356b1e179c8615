import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as dial, isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { onTestFinished } from 'vitest'
import type { ServerCertificate } from './server-certificate.ts'

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-tls-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** What a client that trusts `ca` makes of a server with this certificate, asked for as `name`: `ok` or why not. */
export async function handshake({ cert, key }: ServerCertificate, ca: string, name: string): Promise<string> {
  const server = createServer({ cert, key })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  // Over a socket of our own, so that the name need not lead here.
  const socket = dial(port, '127.0.0.1')
  const client = connect({ socket, ca, host: name, ...(isIP(name) === 0 && { servername: name }) })
  const outcome = await Promise.race([
    once(client, 'secureConnect').then(() => 'ok'),
    once(client, 'error').then(([error]) => String(error.code)),
  ]).catch((error: unknown) =>
    error instanceof Error && 'code' in error ? String(error.code) : String(error),
  )
  client.destroy()
  socket.destroy()
  server.close()
  await once(server, 'close')
  return outcome
}
