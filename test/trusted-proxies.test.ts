import { once } from 'node:events'
import { ApiGatewayManagementApiClient, GetConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { ConfigurationError, type StoaOptions } from '../src/presets/index.ts'
import { knownIds } from './support/known-ids.ts'
import { startServer } from './support/server.ts'

const credentials = [{ accessKeyId: 'AKIDTEST', secretAccessKey: 'secret/of+tests=' }]

/** What `@connections` tells of where a client came from that was asked for with this header. */
async function sourceIp(options: StoaOptions, forwardedFor: string): Promise<string | undefined> {
  const ids = knownIds()
  const server = await startServer({ ids, credentials, ...options })
  const headers = { 'X-Forwarded-For': forwardedFor }
  const ws = new WebSocket(`${server.wsUrl}/poc`, { headers })
  await once(ws, 'open')
  const [signer] = credentials
  const sdk = new ApiGatewayManagementApiClient({
    endpoint: `${server.url}/poc`,
    region: 'eu-west-1',
    ...(signer && { credentials: signer }),
  })
  onTestFinished(() => {
    ws.terminate()
    sdk.destroy()
  })
  const { Identity } = await sdk.send(new GetConnectionCommand({ ConnectionId: ids.last() }))
  return Identity?.SourceIp
}

test.each([
  ['the client behind a proxy that is trusted', ['127.0.0.1'], '1.1.1.1, 203.0.113.9', '203.0.113.9'],
  ['the client behind two', ['loopback', '10.0.0.0/8'], '203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['the client with its port', ['loopback'], '[2001:db8::9]:567', '2001:db8::9'],
  ['who connects, where others are trusted', ['10.0.0.0/8'], '203.0.113.9', '127.0.0.1'],
  ['who connects, where nobody is trusted', [], '203.0.113.9', '127.0.0.1'],
])('a connection is from %s', async (_label, trustedProxies, forwardedFor, expected) => {
  expect(await sourceIp({ trustedProxies }, forwardedFor)).toBe(expected)
})

test('the stage file may say who is trusted, and the options go before it', async () => {
  const stageFile = { trustedProxies: ['loopback'] }
  expect(await sourceIp({ stageFile }, '203.0.113.9')).toBe('203.0.113.9')
  expect(await sourceIp({ stageFile, trustedProxies: ['10.0.0.1'] }, '203.0.113.9')).toBe('127.0.0.1')
})

test('logins are counted for each client behind a proxy', async () => {
  const { url } = await startServer({ trustedProxies: ['loopback'] })
  const from = async (client: string) => {
    const headers = { 'X-Forwarded-For': `${client}, 127.0.0.2` }
    return (await fetch(`${url}/prod/nothing`, { headers })).status
  }
  for (let count = 0; count < 1_000; count += 1) await from('203.0.113.9')
  expect(await from('203.0.113.9')).toBe(429)
  expect(await from('1.1.1.1, 203.0.113.9')).toBe(429)
  expect(await from('203.0.113.10')).toBe(403)
})

test('a trusted proxy of this machine is no program that needs no signature', async () => {
  const statusOf = async (options: StoaOptions) =>
    (await fetch(`${(await startServer(options)).url}/metrics`)).status
  expect(await statusOf({ trustedProxies: ['10.0.0.0/8'] })).toBe(200)
  expect(await statusOf({ trustedProxies: ['loopback'] })).toBe(403)
})

test.each(['10.0.0.0/33', 'proxy.example.com', '0.0.0.0/0'])(
  'a server that is to trust %s does not start, and says why',
  async (net) => {
    const starting = startServer({ trustedProxies: [net] })
    await expect(starting).rejects.toThrow(ConfigurationError)
    await expect(starting).rejects.toThrow(net)
  },
)
