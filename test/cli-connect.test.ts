import { describe, expect, test } from 'vitest'
import { type Stub, stubServer } from '../src/cli/stub-server.fixture.ts'
import { stoa } from './support/program.ts'
import { credentials, noCredentials, run } from './support/run.ts'

describe('stoa connect, where nobody types', () => {
  const echo = (): Promise<Stub> =>
    stubServer({
      connect(socket) {
        socket.on('message', (data, isBinary) => {
          const text = Buffer.isBuffer(data) ? data.toString() : ''
          if (text === 'bytes') socket.send(Buffer.from([1, 2, 3]))
          else if (text === 'refuse') socket.close(1008, 'not you')
          else socket.send(data, { binary: isBinary })
        })
      },
    })

  test('sends lines and prints frames as they are', async () => {
    const { url, received } = await echo()
    const args = ['connect', '/', '--token', 't', '--subprotocol', 'wss', '--header', 'X-Api-Key: k']
    expect(await run([...args, '--wait', '2'], { url, input: '{"a": 1}\n\nbytes\nlast' })).toEqual({
      code: 0,
      output: '{"a": 1}\n<3 bytes>\nlast\n',
      errors: `stoa: connected to ${url.replace('http', 'ws')}/ with subprotocol wss\nstoa: closed: 1000 normal closure\n`,
    })
    expect(received).toMatchObject([
      { path: '/?auth_token=t', headers: { 'x-api-key': 'k', 'sec-websocket-protocol': 'wss' } },
    ])
  })

  test('sends what it is told to, and reads no input', async () => {
    const { url } = await echo()
    const args = ['connect', '/poc', '--execute', 'one', '--execute', 'two', '--wait', '2', '--json']
    const { code, output } = await run(args, { url, input: 'three\n' })
    expect(code).toBe(0)
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { type: 'opened', address: `${url.replace('http', 'ws')}/poc`, subprotocol: '' },
      { type: 'frame', data: 'one' },
      { type: 'frame', data: 'two' },
      { type: 'closed', code: 1000, name: 'normal closure', reason: '' },
    ])
  })

  test('ends when the server does, though the input goes on', async () => {
    const { url } = await echo()
    const program = stoa(['connect', '/poc'], { ...noCredentials, STOA_URL: url })
    program.process.stdin?.write('refuse\n')
    expect((await program.exit).code).toBe(1)
    expect(program.errors()).toContain('closed: 1008 policy violation (not you)')
  })

  test('signs the connection', async () => {
    const { url, received } = await echo()
    const env = { ...credentials, AWS_REGION: 'eu-west-1' }
    const args = ['connect', '/poc', '--iam', '--execute', 'x', '--wait', '0.1']
    expect((await run(args, { url, env })).code).toBe(0)
    const query = new URL(received[0]?.path ?? '', url).searchParams
    expect(query.get('X-Amz-Credential')).toMatch(/^AKID\/\d{8}\/eu-west-1\/execute-api\/aws4_request$/)
    expect(query.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/)
    expect((await run(args, { url })).errors).toContain('set STOA_ACCESS_KEY_ID')
  })

  test('says why it was refused', async () => {
    const { url } = await stubServer({ connect: { status: 401, body: '{"message":"Unauthorized"}' } })
    const { code, output, errors } = await run(['connect', '/dev'], { url })
    expect([code, output]).toEqual([1, ''])
    expect(errors).toMatch(/^stoa: refused with status 401: \{"message":"Unauthorized"\}\n.*stoa token test/)
  })
})

/** Every command, with what it cannot do without. */
