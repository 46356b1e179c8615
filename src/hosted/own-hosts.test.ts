import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Hosted, hosted, resultOf } from './hosted.fixture.ts'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

const awsName = 'abc123.execute-api.us-east-1.amazonaws.com'

interface Listening {
  readonly path: string
  /** The host, method, path and body of every request. */
  readonly seen: readonly string[]
  /** How many connections there were. */
  readonly connections: () => number
}

/** A server that answers with what it was sent, at a socket of its own. */
async function echo(): Promise<Listening> {
  const seen: string[] = []
  let connections = 0
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      seen.push(`${request.headers.host} ${request.method} ${request.url} ${body}`)
      response.end(body)
    })
  }
  const server = createServer(listener)
  const folder = mkdtempSync(join(tmpdir(), 'stoa-test-'))
  const path = join(folder, 'own.sock')
  server.on('connection', () => {
    connections += 1
  })
  server.listen(path)
  await once(server, 'listening')
  cleanUps.push(() => {
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })
  return { path, seen, connections: () => connections }
}

const port = 8_080

/** A handler that sends to where its event says, and knows the server by these names. */
function sender(code: string, { path }: Pick<Listening, 'path'>): Hosted {
  return hosted(
    { 'f.mjs': code },
    {
      environment: () => ({ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S' }),
      server: () => ({ path, names: [`localhost:${port}`, awsName] }),
    },
  )
}

const byHttps = `import https from 'node:https'
  const agent = new https.Agent({ keepAlive: true, maxSockets: 50, rejectUnauthorized: true })
  const send = (url, body) => new Promise((done, fail) => {
    const request = https.request(url, { method: 'POST', agent, servername: url.hostname }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => done(text))
    })
    request.on('error', fail).setTimeout(5000).end(body)
  })`
const byFetch = `const send = async (url, body) => (await fetch(url, { method: 'POST', body })).text()`
const byTls = `import { connect } from 'node:tls'
  const send = (url, body) => new Promise((done, fail) => {
    const socket = connect(Number(url.port || 443), url.hostname, { ALPNProtocols: ['http/1.1'] }, () => {
      socket.end('POST ' + url.pathname + ' HTTP/1.1\\r\\nhost: ' + url.host + '\\r\\ncontent-length: ' + body.length + '\\r\\nconnection: close\\r\\n\\r\\n' + body)
    })
    let text = ''
    socket.on('error', fail).setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => done(text.split('\\r\\n\\r\\n')[1].split('\\r\\n')[0]))
  })`
const bySdk = `import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
  const clients = new Map()
  const send = async (url, body) => {
    const client = clients.get(url.host) ?? new ApiGatewayManagementApiClient({ endpoint: url.origin + '/prod' })
    clients.set(url.host, client)
    await client.send(new PostToConnectionCommand({ ConnectionId: 'abc=', Data: body }))
    return body
  }`
const handler = `;export const handler = async ({ urls, body }) => {
  const answers = []
  for (const url of urls) answers.push(await send(new URL(url), body).catch((error) => error.message + ' ' + error.code))
  return answers
}`

const ways: [string, string, string][] = [
  ['https.request', byHttps, 'POST /prod/x hello'],
  ['fetch', byFetch, 'POST /prod/x hello'],
  ['tls.connect', byTls, 'POST /prod/x hello'],
  ['the AWS SDK', bySdk, 'POST /prod/@connections/abc%3D hello'],
]

describe('what a handler sends by TLS to a name of its server', () => {
  test('reaches it by HTTP without TLS too', async () => {
    const server = await echo()
    const plain = `import http from 'node:http'
      const byHttp = (url, body) => new Promise((done, fail) => {
        const request = http.request(url, { method: 'POST' }, (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => done(text))
        })
        request.on('error', fail).end(body)
      })
      const byFetch = async (url, body) => (await fetch(url, { method: 'POST', body })).text()
      const send = async (url, body) => (await byHttp(url, body)) + (await byFetch(url, body))`
    const invoke = sender(plain + handler, server).open('f.handler')
    const urls = [`http://localhost:${port}/prod/x`]
    expect(resultOf(await invoke({ urls, body: 'hello' }))).toEqual(['hellohello'])
  })

  test.each(ways)('reaches it: %s', async (_, send, line) => {
    const server = await echo()
    const invoke = sender(send + handler, server).open('f.handler')
    const urls = [`https://localhost:${port}/prod/x`, `https://${awsName}/prod/x`]
    expect(resultOf(await invoke({ urls, body: 'hello' }))).toEqual(['hello', 'hello'])
    expect(server.seen).toEqual([`localhost:${port} ${line}`, `${awsName} ${line}`])
  })
})

test.each([
  ['https.request', byHttps],
  ['fetch', byFetch],
])('connections to it are kept and reused: %s', async (_, send) => {
  const server = await echo()
  const invoke = sender(send + handler, server).open('f.handler')
  const urls = Array.from({ length: 10 }, () => `https://${awsName}/x`)
  expect(resultOf(await invoke({ urls, body: 'hello' }))).toEqual(urls.map(() => 'hello'))
  // The one for the first request may be still busy with its end when the second begins.
  expect(server.connections()).toBeLessThanOrEqual(2)
})

test('what is not its server is left alone', async () => {
  const server = await echo()
  const invoke = sender(byHttps + handler, server).open('f.handler')
  const answers = resultOf(await invoke({ urls: ['https://localhost:1/x'], body: 'hello' }))
  expect(answers).toEqual([expect.stringContaining('ECONNREFUSED')])
  expect(server.seen).toEqual([])
})

test('a server that is gone is an error of the request', async () => {
  const invoke = sender(byHttps + handler, { path: join(tmpdir(), 'stoa-nobody.sock') }).open('f.handler')
  const answers = resultOf(await invoke({ urls: [`https://${awsName}/x`], body: 'hello' }))
  expect(answers).toEqual([expect.stringContaining('ENOENT')])
})
