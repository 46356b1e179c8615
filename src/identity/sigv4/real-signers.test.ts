import { createHash, createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../stores/system/clock.ts'
import {
  ada,
  asReceived,
  guest,
  inHeader,
  inQuery,
  name,
  outcome,
  testVerifier,
} from './signed-request.fixture.ts'
import { type Credentials, type SignatureVerdict, type SignedRequest, sigV4Verifier } from './verifier.ts'

describe('the npm package aws4', () => {
  test.each([
    ['localhost:1234', ''],
    ['a1b2.execute-api.eu-west-1.amazonaws.com', 'execute-api'],
  ])('signs for %s with the service %j', (host, service) => {
    const verdict = testVerifier().verifier.verify(inHeader({ host }), [service])
    expect(name(verdict)).toBe('AKIDADA')
  })

  test('signs links, with a session token too', () => {
    expect([outcome(inQuery()), outcome(inQuery('', guest))]).toEqual(['AKIDADA', 'ASIAGUEST'])
  })

  test.each(['/prod/@connections/c=', '/prod//@connections/c%3D', '/a/./../b/', '/', '/a?x=1&x=0&y=%20+'])(
    'signs %s',
    (path) => {
      expect(outcome(inHeader({ path }))).toBe('AKIDADA')
    },
  )
})

describe('the signer of the AWS SDK', () => {
  const signingDate = new Date(testVerifier().clock.now())
  const request = (path: string) => ({
    method: 'GET',
    protocol: 'ws:',
    hostname: 'localhost',
    path,
    query: { name: 'a b+c*', list: ['b', 'a'] },
    headers: { host: 'localhost:1234' },
  })

  test.each([ada, guest])('signs links and headers, as $accessKeyId', async (credentials) => {
    for (const path of ['/poc', '/prod//@connections/c%3D', '/a/../b/']) {
      const signer = signerOf(credentials)
      const link = await signer.presign(request(path), { signingDate, expiresIn: 60 })
      const signed = await signer.sign(request(path), { signingDate })
      expect([link, signed].map((one) => outcome(sent(one)))).toEqual([
        credentials.accessKeyId,
        credentials.accessKeyId,
      ])
    }
  })
})

describe('the clients of the AWS SDK', () => {
  let server: Server
  let port: number
  const verdicts: SignatureVerdict[] = []
  const awsServices = ['execute-api', 'events', 'lambda', 'cognito-idp']

  beforeEach(async () => {
    verdicts.length = 0
    const verifier = sigV4Verifier({ credentials: [ada, guest], clock: systemClock() })
    server = createServer((incoming, response) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const { method = '', url: target = '', headers } = incoming
        verdicts.push(verifier.verify({ method, target, headers, body: Buffer.concat(chunks) }, awsServices))
        response.setHeader('Content-Type', 'application/json').end('{}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = isBound(address) ? address.port : 0
  })

  afterEach(() => new Promise((resolve) => server.close(resolve)))

  test.each([ada, guest])('are believed, as $accessKeyId', async (credentials) => {
    const endpoint = `http://127.0.0.1:${port}`
    const options = { credentials, region: 'eu-west-1', endpoint }
    const ConnectionId = 'L0SM9cOFvHcCIhw='
    const clients = [endpoint, `${endpoint}/prod`, `${endpoint}/prod/`].map(
      (url) => new ApiGatewayManagementApiClient({ ...options, endpoint: url }),
    )
    for (const client of clients) {
      await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'hi' }))
      await client.send(new GetConnectionCommand({ ConnectionId: 'a/b c+=%' }))
      await client.send(new DeleteConnectionCommand({ ConnectionId }))
    }
    const events = new EventBridgeClient(options)
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'welcome', Detail: '{"a":"ü"}' }] }))
    const lambda = new LambdaClient(options)
    await lambda.send(new InvokeCommand({ FunctionName: 'f', Qualifier: '$LATEST', Payload: '{}' }))
    const cognito = new CognitoIdentityProviderClient(options)
    await cognito.send(new AdminCreateUserCommand({ UserPoolId: 'eu-west-1_a', Username: 'ada' }))
    for (const client of [...clients, events, lambda, cognito]) client.destroy()

    const held = (service: string) => ({ accessKeyId: credentials.accessKeyId, region: 'eu-west-1', service })
    expect(verdicts).toEqual([
      ...Array.from({ length: 9 }, () => held('execute-api')),
      ...['events', 'lambda', 'cognito-idp'].map(held),
    ])
  })
})

function isBound(address: ReturnType<Server['address']>): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

function signerOf(credentials: Credentials): SignatureV4 {
  return new SignatureV4({ credentials, region: 'eu-west-1', service: 'execute-api', sha256: Sha256 })
}

interface Signed {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly headers: Record<string, string>
}

/** The request as the SDK's own HTTP handler would write it. */
function sent({ method, path, query = {}, headers }: Signed): SignedRequest {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    [value ?? ''].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
  )
  return {
    method,
    target: `${path}?${pairs.join('&')}`,
    headers: asReceived(headers),
    body: new Uint8Array(),
  }
}

/** What the signer hashes with, in the shape that it asks for. */
class Sha256 {
  readonly #hash

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(secret))
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    throw new Error('No signer does')
  }
}

function keyOf(secret: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof secret === 'string') return Buffer.from(secret)
  return ArrayBuffer.isView(secret)
    ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
    : Buffer.from(secret)
}
