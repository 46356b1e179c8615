import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { serve, stoa, workingFolder } from './support/program.ts'

/** A folder with a certificate for this machine and its key. */
async function certificate() {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  const folder = workingFolder()
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  return { cert, folder }
}

const options = ['--memory', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem']

test('with a certificate the server speaks TLS, and says so wherever it names itself', async () => {
  const { cert, folder } = await certificate()
  const { url, output } = await serve(options, {}, folder)
  expect(url).toMatch(/^https:/)
  const wsUrl = url.replace('https', 'wss')
  expect(output()).toContain(`${wsUrl}/LATEST`)
  const [response] = await once(get(`${url}/config.json`, { ca: cert }), 'response')
  const [body] = await once(response, 'data')
  expect(JSON.parse(String(body))).toEqual({ server: `${wsUrl}/LATEST` })
  const socket = new WebSocket(`${wsUrl}/LATEST`, { ca: cert })
  const [frame] = await once(socket, 'message')
  expect(String(frame)).toContain('joined')
  socket.terminate()
})

test('half a pair, and files that are none, are mistakes', async () => {
  const { folder } = await certificate()
  const failure = async (...args: string[]): Promise<string> => {
    const program = stoa(['serve', '--port', '0', '--memory', ...args], {}, folder)
    expect((await program.exit).code).toBe(1)
    return program.errors()
  }
  expect(await failure('--tls-cert', 'cert.pem')).toBe('stoa: --tls-cert and --tls-key go together\n')
  expect(await failure('--tls-cert', 'none', '--tls-key', 'key.pem')).toContain('cannot read none')
  expect(await failure('--tls-cert', 'key.pem', '--tls-key', 'key.pem')).toMatch(/^stoa: TLS cannot start/)
})
