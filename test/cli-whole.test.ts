import { once } from 'node:events'
import { expect, test } from 'vitest'
import { serve, stoa } from './support/program.ts'
import { run } from './support/run.ts'

const credentials = { STOA_ACCESS_KEY_ID: 'AKIDEXAMPLE', STOA_SECRET_ACCESS_KEY: 'a secret' }

/** `stoa connect`, once it is connected, with what it prints line by line. */
async function connected(url: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const program = stoa(['connect', ...args, '--wait', '20'], { STOA_URL: url, ...env })
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      await Promise.race([
        once(program.process.stdout ?? program.process, 'data'),
        once(program.process.stderr ?? program.process, 'data'),
        program.exit.then(({ code }) => Promise.reject(new Error(`ended with ${code}: ${program.errors()}`))),
      ])
    }
  }
  await until(() => program.errors().includes('connected to'))
  return {
    say: (frame: object) => program.process.stdin?.write(`${JSON.stringify(frame)}\n`),
    hears: async (text: string) => {
      await until(() => program.output().includes(text))
      return program.output()
    },
    leave: () => program.process.kill('SIGINT'),
  }
}

test.each([
  ['with credentials', credentials],
  ['on its own machine', {}],
])('%s, the commands work against a running server', async (_, env) => {
  const { url } = await serve(['--memory'], env)
  const token = await run(['token', 'test', '--user-id', 'ada'], { url, env })
  expect(token).toMatchObject({ code: 0, errors: '' })
  const ada = await connected(url, ['/dev', '--token', token.output.trim()], env)
  const push = ['--detail-type', 'Send User Push Notification', '--detail', '{"userId":"ada","message":"hi"}']
  expect((await run(['emit', ...push], { url, env })).code).toBe(0)
  expect(await ada.hears('hi')).toBe('{"type":"User Push Notification","message":"hi"}\n')

  const iam = env === credentials ? ['--iam'] : []
  const bob = await connected(url, ['/poc', ...iam], env)
  const [, id = ''] = /connected on (\S+)/.exec(await bob.hears('connected on')) ?? []
  expect((await run(['post', '--path', '/poc', id, 'hello'], { url, env })).code).toBe(0)
  await bob.hears('hello')
  expect((await run(['post', '--path', '/poc', id, '--info'], { url, env })).output).toContain('127.0.0.1')
  expect((await run(['post', '--path', '/poc', id, '--disconnect'], { url, env })).code).toBe(0)

  expect((await run(['token', 'guest'], { url, env })).output).toMatch(/^eyJ/)
  expect((await run(['rotate-keys'], { url, env })).code).toBe(0)
  expect((await run(['dead-letters'], { url, env })).output).toBe('no dead letters\n')
})

test('with other credentials the commands are refused, and say so', async () => {
  const { url } = await serve(['--memory'], credentials)
  const env = { ...credentials, STOA_SECRET_ACCESS_KEY: 'another' }
  for (const args of [
    ['token', 'test'],
    ['rotate-keys'],
    ['dead-letters'],
    ['post', 'R1kmxc2VNjMCFIA=', 'x'],
  ]) {
    const { code, errors, output } = await run(args, { url, env })
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toMatch(/^stoa: .*(signature|credentials|refused)/i)
  }
})
