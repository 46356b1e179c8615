import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { defaultLimits, profiles } from '../src/gateway/index.ts'
import { closeCodes } from '../src/protocol/index.ts'
import { Client } from './support/client.ts'
import { stoa } from './support/program.ts'
import { startServer } from './support/server.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, '..', file), 'utf8')

/** The lines of all shell blocks, without their comments. */
function commands(document: string): string[] {
  return [...document.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*/, '').trim())
    .filter(Boolean)
}

test('PROTOCOL.md lists the close codes that the server sends, and no others', () => {
  const [, table = ''] = read('PROTOCOL.md').split('### Close codes')
  const listed = [...(table.split('###')[0] ?? '').matchAll(/^\| (\d{4}) \|/gm)].map(([, code]) =>
    Number(code),
  )
  expect(listed).toEqual(Object.values(closeCodes).sort((a, b) => a - b))
})

test('PROTOCOL.md states the limits that the server has', () => {
  const document = read('PROTOCOL.md')
  const { rate, burst, outboundBytes, topics } = defaultLimits
  expect(document).toContain(
    `${rate.toLocaleString('en')} frames a second with a burst of ${burst.toLocaleString('en')}; over it an error frame each, and 1008 when ${(2 * burst).toLocaleString('en')} were refused`,
  )
  expect(document).toContain(`cut with 1013 when ${outboundBytes / 1_024 / 1_024} MiB waits`)
  expect(document).toContain(`at most ${topics.toLocaleString('en')} a connection`)
  expect(document).toContain(`the server pings every ${(profiles.open.pingMs ?? 0) / 1_000} s`)
})

test.each(['README.md', 'CONTRIBUTING.md'])('%s names scripts that exist', (file) => {
  const { scripts } = JSON.parse(read('package.json'))
  const named = commands(read(file)).flatMap((line) => /^npm (?:run )?([\w-]+)/.exec(line)?.[1] ?? [])
  expect(named).toContain('test')
  for (const name of named) expect(Object.keys(scripts)).toContain(name)
})

test('README.md names commands of stoa, and options that they have', async () => {
  const named = commands(read('README.md')).flatMap((line) => {
    const [, command] = /^(?:npm start --|npx stoa ([a-z-]+))/.exec(line) ?? []
    if (!/^(npm start --|npx stoa [a-z])/.test(line)) return []
    const options = [...line.matchAll(/ (--[a-z-]+)/g)].map(([, option = '']) => option)
    return [{ command: command ?? 'serve', options }]
  })
  expect(named.map(({ command }) => command)).toEqual(expect.arrayContaining(['serve', 'connect', 'init']))
  for (const { command, options } of named) {
    const program = stoa([command, '--help'])
    expect((await program.exit).code).toBe(0)
    for (const option of options) expect(program.output()).toContain(option)
  }
})

test('README.md has a running chat before line 30', () => {
  const early = read('README.md').split('\n').slice(0, 29).join('\n')
  expect(early).toContain('npm start')
  expect(early).toContain('"type":"message"')
})

/** The code below a heading of the README. */
function exampleOf(heading: string): string {
  const [, below = ''] = read('README.md').split(`## ${heading}\n`)
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(below) ?? []
  return example
}

test('the client in README.md talks to a server as it stands', async () => {
  const { url } = await startServer()
  const file = join(import.meta.dirname, `../dist/readme-client-${process.pid}.mjs`)
  const logIn = `const logIn = async () => (await fetch('${url}/prod/login-as-guest')).json()`
  const example = exampleOf('The hub from your app').replace('ws://127.0.0.1:8080', url.replace('http', 'ws'))
  const socket = "import { WebSocket } from 'ws'\nglobalThis.WebSocket = WebSocket"
  const { code } = await transform(`${socket}\n${logIn}\n${example}`, { loader: 'ts' })
  writeFileSync(file, code)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toMatch(/^Guest-\w{4}: hello\n$/)
  } finally {
    child.kill()
    rmSync(file)
  }
})

test('the API in README.md can be served as it stands', async () => {
  const example = exampleOf('An API of your own')
  // Inside the package, so that it finds the package by its name.
  const file = join(import.meta.dirname, `../dist/readme-${process.pid}.mjs`)
  writeFileSync(file, `${example.replace('8080', '0')}\nconsole.log(url)`)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [url] = await once(child.stdout, 'data')
    const game = `${String(url).trim().replace('http', 'ws')}/game`
    const [player, other] = [await Client.open(game), await Client.open(game)]
    player.send({ action: 'move', tile: 100 })
    player.send({ action: 'move', tile: 12 })
    expect(await player.next()).toContain('"Invalid request body"')
    expect(await other.next()).toBe('{"tile":12}')
  } finally {
    child.kill()
    rmSync(file)
  }
})
