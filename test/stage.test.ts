import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Client, upgradeStatus } from './support/client.ts'
import { getJson } from './support/json.ts'
import { serve, stoa, workingFolder } from './support/program.ts'

/** A working folder with this stage file in it. */
function folderWith(stage: string, text: string): string {
  const folder = workingFolder()
  mkdirSync(join(folder, 'environment'))
  writeFileSync(join(folder, 'environment', `${stage}.yaml`), text)
  return folder
}

const credentials = { STOA_ACCESS_KEY_ID: 'AKIDEXAMPLE', STOA_SECRET_ACCESS_KEY: 'a secret' }

test('a stage file says which APIs are where, who may connect, and how much', async () => {
  const folder = folderWith(
    'dev',
    [
      'log_level: NONE',
      'apis:',
      '  relay: false',
      '  notify: { path: /push, authorizer: none }',
      '  lobby: { limits: { rate: 1, burst: 1 } }',
    ].join('\n'),
  )
  const server = await serve(['--memory', '--stage', 'dev'], {}, folder)
  expect(await upgradeStatus(`${server.wsUrl}/prod`)).toBe(403)
  expect(await upgradeStatus(`${server.wsUrl}/push`)).toBe(101)
  expect(await new Client(`${server.wsUrl}/dev`).takesAnything().next()).toContain('Welcome! - connected on ')
  const visitor = await Client.open(`${server.wsUrl}/LATEST`)
  visitor.send({ action: 'send', text: 'one' })
  visitor.send({ action: 'send', text: 'two' })
  await visitor.until((frame) => frame.includes('Too Many Requests'))
  expect(server.errors()).toBe('')
  expect(server.output()).toContain('dev.yaml')
})

test('the stage may be named in the environment, and a file without its stage', async () => {
  const folder = folderWith('mine', 'apis: { lobby: /hall }')
  const byName = await serve(['--memory'], { STOA_STAGE: 'mine' }, folder)
  expect(await upgradeStatus(`${byName.wsUrl}/hall`)).toBe(101)
  expect(await upgradeStatus(`${byName.wsUrl}/mine`)).toBe(101)
  const byFile = await serve(['--memory', '--config', 'environment/mine.yaml'], {}, folder)
  expect(await upgradeStatus(`${byFile.wsUrl}/hall`)).toBe(101)
  expect(await upgradeStatus(`${byFile.wsUrl}/poc`)).toBe(101)
})

test('every mistake in a stage file is told with its place, and nothing is served', async () => {
  const folder = folderWith('poc', 'iam_aut: true\nlimits:\n  rate: fast\napis:\n  chats: /\n')
  const program = stoa(['serve', '--port', '0', '--memory'], {}, folder)
  expect((await program.exit).code).toBe(1)
  expect(program.output()).toBe('')
  expect(program.errors()).toContain('environment/poc.yaml:1:1')
  expect(program.errors()).toContain('did you mean "iam_auth"?')
  expect(program.errors()).toContain('environment/poc.yaml:3:9')
  expect(program.errors()).toContain('did you mean "chat"?')
})

test.each(['dev', 'prod', 'LATEST'])('a stage called %s has its web chat there', async (stage) => {
  const server = await serve(['--memory', '--stage', stage])
  const client = new Client(`${server.wsUrl}/${stage}`).takesAnything()
  expect(await client.next()).toContain('Welcome! - connected on ')
  const moved = { dev: '/notify', prod: '/relay', LATEST: '/lobby' }[stage]
  expect(server.output()).toContain(moved)
})

test('two APIs at one path are a mistake that names both', async () => {
  const folder = folderWith('poc', 'apis: { relay: /poc }')
  const program = stoa(['serve', '--port', '0', '--memory'], {}, folder)
  expect((await program.exit).code).toBe(1)
  expect(program.errors()).toContain('relay and webchat would both be at /poc')
})

test('signed connections need credentials to check them with', async () => {
  const folder = folderWith('poc', 'iam_auth: true')
  const without = stoa(['serve', '--port', '0', '--memory'], {}, folder)
  expect((await without.exit).code).toBe(1)
  expect(without.errors()).toContain('STOA_ACCESS_KEY_ID')
  const server = await serve(['--memory'], credentials, folder)
  expect(await upgradeStatus(`${server.wsUrl}/poc`)).toBe(403)
})

test('init writes a stage file that is served as it is, and leaves one that is there', async () => {
  const folder = workingFolder()
  const first = stoa(['init', '--stage', 'mine'], {}, folder)
  expect((await first.exit).code).toBe(0)
  expect(readFileSync(join(folder, 'environment/mine.yaml'), 'utf8')).toContain('iam_auth: false')
  const server = await serve(['--memory', '--stage', 'mine'], {}, folder)
  expect(await upgradeStatus(`${server.wsUrl}/mine`)).toBe(101)
  const again = stoa(['init', '--stage', 'mine'], {}, folder)
  expect((await again.exit).code).toBe(1)
  expect(again.errors()).toContain('--force')
})

test('stages do not share their data', async () => {
  const folder = workingFolder()
  const [one, other] = [await serve([], {}, folder), await serve(['--stage', 'other'], {}, folder)]
  const kids = async (url: string) =>
    (await getJson(`${url}/.well-known/jwks.json`)).keys.map(({ kid }: { kid: string }) => kid)
  expect(await kids(one.url)).not.toEqual(await kids(other.url))
})

test('the manifest that scripts read names the web chat of each stage', async () => {
  const folder = workingFolder()
  const one = await serve(['--memory'], {}, folder)
  const other = await serve(['--memory', '--stage', 'other'], {}, folder)
  const outputs = (url: string) => ({
    outputs: [{ OutputKey: 'ServiceEndpointWebsocket', OutputValue: url }],
  })
  const manifest = JSON.parse(readFileSync(join(folder, '.serverless/manifest.json'), 'utf8'))
  expect(manifest).toEqual({ poc: outputs(`${one.wsUrl}/poc`), other: outputs(`${other.wsUrl}/other`) })
  expect(await getJson(`${one.url}/.serverless/manifest.json`)).toEqual({ poc: manifest.poc })
})

test('with LOG_LEVEL=DEBUG the log is JSON lines, and with NONE there is none', async () => {
  const logOf = async (level: string): Promise<string> => {
    const server = await serve(['--memory'], { LOG_LEVEL: level })
    await (await Client.open(`${server.wsUrl}/LATEST`)).next()
    return server.errors()
  }
  expect(await logOf('NONE')).toBe('')
  const lines = (await logOf('DEBUG')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).level)).toContain(20)
})
