import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { type ApiDefinition, defineApi, route } from './api.ts'
import type { Context } from './context.ts'
import { noVerbs } from './no-verbs.fixture.ts'
import type { Log } from './ports/log.ts'
import { Refusal } from './refusal.ts'
import { type Router, router } from './router.ts'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
const ids = { short: () => 'request-id', uuid: () => 'uuid', draw: () => 'X' }

/** A router, and the replies that its one connection got. */
function open(
  definition: Partial<ApiDefinition>,
  log: Log = silent,
): { routes: Router; c: Context; replies: string[] } {
  const replies: string[] = []
  const c: Context = { ...noVerbs(), reply: (frame) => void replies.push(String(frame)) }
  const api = defineApi({ name: 'test', selector: '$request.body.action', routes: {}, ...definition })
  return { routes: router(api, { ids, log }), c, replies }
}

const echo = route(Type.Object({ action: Type.String(), text: Type.String() }), (c, { text }) =>
  c.reply(text),
)

const gatewayFrame = (message: string): string =>
  `{"message": "${message}", "connectionId":"connection-id", "requestId":"request-id"}`

describe('a router', () => {
  test('gives a body to the handler of the route that it selects', async () => {
    const { routes, c, replies } = open({ routes: { echo } })
    await routes.message(c, '{"action":"echo","text":"hi"}')
    expect(replies).toEqual(['hi'])
  })

  test.each([
    '{"action":"other"}',
    'not json',
    '[]',
    'null',
    '{"action":"toString"}',
    '{"action":"$default"}',
    '{"__proto__":{"action":"echo"}}',
  ])('answers Forbidden, byte for byte, to a body that has no route: %s', async (text) => {
    const { routes, c, replies } = open({ routes: { echo } })
    await routes.message(c, text)
    expect(replies).toEqual([gatewayFrame('Forbidden')])
  })

  test('gives what has no route to $default, and what is not JSON as the text it is', async () => {
    const whole = route(Type.Any(), (c, body) => c.reply(JSON.stringify(body)))
    const { routes, c, replies } = open({ routes: { echo, $default: whole } })
    await routes.message(c, '{"a":1}')
    await routes.message(c, 'ping')
    expect(replies).toEqual(['{"a":1}', '"ping"'])
  })

  test('answers Invalid request body without calling the handler', async () => {
    const { routes, c, replies } = open({ routes: { echo } })
    await routes.message(c, '{"action":"echo"}')
    await routes.message(c, '{"action":"echo","text":5}')
    expect(replies).toEqual([gatewayFrame('Invalid request body'), gatewayFrame('Invalid request body')])
  })

  test('tells an API with its own words which field is wrong, and why', async () => {
    const nested = route(Type.Object({ payload: Type.Object({ channel: Type.String() }) }), () => {})
    const { routes, c, replies } = open({
      routes: { join: nested },
      faultFrame: (fault) =>
        fault.kind === 'invalid-body' ? `${fault.problem.field} ${fault.problem.why}` : '?',
    })
    await routes.message(c, '{"action":"join"}')
    await routes.message(c, '{"action":"join","payload":{}}')
    await routes.message(c, '{"action":"join","payload":{"channel":5}}')
    expect(replies).toEqual([
      'payload is missing',
      'payload.channel is missing',
      'payload.channel must be string',
    ])
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('boom')
      },
    ],
    ['rejects', () => Promise.reject(new Error('boom'))],
  ])('answers Internal server error when a handler %s, and lives on', async (_, fail) => {
    const { routes, c, replies } = open({ routes: { fail: route(Type.Any(), fail), echo } })
    await routes.message(c, '{"action":"fail"}')
    await routes.message(c, '{"action":"echo","text":"hi"}')
    expect(replies).toEqual([gatewayFrame('Internal server error'), 'hi'])
  })

  test.each([
    [
      'throws',
      () => {
        throw new Refusal('Not "now"')
      },
    ],
    ['rejects with', () => Promise.reject(new Refusal('Not "now"'))],
  ])('tells the client in the words of the API why, when a handler %s a refusal', async (_, refuse) => {
    const errors: string[] = []
    const log = { ...silent, error: (_: object, message: string) => void errors.push(message) }
    const routes = { refuse: route(Type.Any(), refuse), echo }
    const plain = open({ routes }, log)
    await plain.routes.message(plain.c, '{"action":"refuse"}')
    await plain.routes.message(plain.c, '{"action":"echo","text":"hi"}')
    expect(plain.replies).toEqual([gatewayFrame('Not \\"now\\"'), 'hi'])
    const worded = open({ routes, faultFrame: (fault) => JSON.stringify(fault) }, log)
    await worded.routes.message(worded.c, '{"action":"refuse"}')
    expect(worded.replies.map((frame) => JSON.parse(frame))).toMatchObject([
      { kind: 'refused', why: 'Not "now"' },
    ])
    expect(errors).toEqual([])
  })

  test('tells the client nothing of a refusal of its connect or disconnect', async () => {
    const refuse = (): never => {
      throw new Refusal('Not now')
    }
    const { routes, c, replies } = open({ onConnect: refuse, onDisconnect: refuse })
    await routes.connected(c)
    await routes.disconnected(c, { code: 1000, reason: '' })
    expect(replies).toEqual([])
  })

  test('survives a connect and a disconnect handler that fail', async () => {
    const fail = async (): Promise<void> => {
      throw new Error('boom')
    }
    const { routes, c } = open({ onConnect: fail, onDisconnect: fail })
    await expect(routes.connected(c)).resolves.toBeUndefined()
    await expect(routes.disconnected(c, { code: 1000, reason: '' })).resolves.toBeUndefined()
  })

  test('handles a message in the same turn when its handler does', async () => {
    const { routes, c } = open({ routes: { echo } })
    expect(routes.message(c, '{"action":"echo","text":"hi"}')).toBeUndefined()
  })

  test('refuses a definition with a route that clients could not select', () => {
    expect(() => open({ routes: { $connect: echo } })).toThrow('$connect')
  })
})
