import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'

export interface Webhook {
  readonly url: string
  /** The bodies that were posted so far, in order. */
  readonly posted: readonly string[]
  /** Resolves when something was posted. */
  readonly called: Promise<void>
}

/** A server that takes whatever is posted to it, until the test is finished. */
export async function webhook(): Promise<Webhook> {
  const posted: string[] = []
  let call = (): void => {}
  const called = new Promise<void>((resolve) => {
    call = resolve
  })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      posted.push(Buffer.concat(chunks).toString())
      response.end()
      call()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the webhook has no port')
  return { url: `http://127.0.0.1:${address.port}/alarms?secret=in-the-url`, posted, called }
}
