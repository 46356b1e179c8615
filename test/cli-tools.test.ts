import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { json, type Stub, stubServer } from '../src/cli/stub-server.fixture.ts'
import { temporaryFolder } from '../src/stores/sqlite/temporary-folder.fixture.ts'
import { credentials, fine, run } from './support/run.ts'

describe('stoa token', () => {
  test('a test token names whom one says', async () => {
    const { url, received } = await stubServer({
      answer: (_request, response) => json(response, { authToken: 'a.b.c', token: 'a.b.c' }),
    })
    expect(await run(['token', 'test', '--user-id', 'ada', '--sub', 's'], { url, env: credentials })).toEqual(
      fine('a.b.c\n'),
    )
    expect(received).toMatchObject([
      {
        method: 'POST',
        path: '/2015-03-31/functions/CreateTestJwt/invocations',
        body: '{"userId":"ada","sub":"s"}',
        headers: { authorization: expect.stringMatching(/AKID\/\d+\/us-east-1\/lambda\/aws4_request/) },
      },
    ])
  })

  test('guest prints the token alone, or all of the answer', async () => {
    const answer = { guest_secret: 's', user_id: 'u', auth_token: 'a.b.c' }
    const { url, received } = await stubServer({ answer: (_request, response) => json(response, answer) })
    const back = ['--user-id', 'u&u', '--guest-secret', 's']
    expect(await run(['token', 'guest'], { url })).toEqual(fine('a.b.c\n'))
    expect(await run(['token', 'guest', '--json', ...back], { url })).toEqual(
      fine(`${JSON.stringify(answer)}\n`),
    )
    expect(received[1]?.path).toBe('/prod/login-as-guest?user_id=u%26u&guest_secret=s')
  })

  const cognito = (answer: unknown, status = 200): Promise<Stub> =>
    stubServer({
      answer(request, response) {
        if (request.path === '/aws-config.json') json(response, { Cognito: { AppClientId: 'client' } })
        else json(response, answer, status)
      },
    })

  test('user signs in at the app client of the server', async () => {
    const { url, received } = await cognito({ AuthenticationResult: { AccessToken: 'a.b.c' } })
    const args = ['token', 'user', '--username', 'ada@example.com']
    expect(await run(args, { url, env: { STOA_PASSWORD: 'pass word' } })).toEqual(fine('a.b.c\n'))
    expect(received[1]?.headers['x-amz-target']).toBe('AWSCognitoIdentityProviderService.InitiateAuth')
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: 'client',
      AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'pass word' },
    })
  })

  test('user says what to do about a temporary password, a wrong one and none', async () => {
    const args = ['token', 'user', '--username', 'ada']
    const temporary = await cognito({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
    const wrong = await cognito({ __type: 'NotAuthorizedException', message: 'Incorrect.' }, 400)
    const ran = [
      await run([...args, '--password', 'p'], temporary),
      await run([...args, '--password', 'p'], wrong),
      await run(args, wrong),
    ]
    expect(ran.map(({ code, output }) => [code, output])).toEqual([
      [1, ''],
      [1, ''],
      [1, ''],
    ])
    expect(ran[0]?.errors).toContain('admin-set-user-password')
    expect(ran[1]?.errors).toContain('NotAuthorizedException: Incorrect.')
    expect(ran[2]?.errors).toContain('STOA_PASSWORD')
  })
})

describe('stoa emit', () => {
  /** A bus that takes all events but those whose detail is `bad`. */
  const bus = (): Promise<Stub> =>
    stubServer({
      answer({ body }, response) {
        const { Entries: entries }: { Entries: { Detail: string }[] } = JSON.parse(body)
        const results = entries.map(({ Detail: detail }) =>
          detail === 'bad'
            ? { ErrorCode: 'MalformedDetail', ErrorMessage: 'Not JSON.' }
            : { EventId: detail },
        )
        json(response, { FailedEntryCount: 0, Entries: results })
      },
    })

  test('takes the file that aws events put-events takes', async () => {
    const { url, received } = await bus()
    const file = join(temporaryFolder(), 'entries.json')
    const entry = { Source: 'CLI', DetailType: 'Entity Updated', Detail: '{"entityId":"a"}' }
    writeFileSync(file, JSON.stringify([entry]))
    expect(await run(['emit', '--entries', `file://${file}`], { url, env: credentials })).toEqual(
      fine('accepted 1 event\n'),
    )
    expect(received[0]?.headers['x-amz-target']).toBe('AWSEvents.PutEvents')
    expect(received[0]?.headers.authorization).toContain('/events/aws4_request')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ Entries: [entry] })
  })

  test('sends many entries ten at a time, and counts them on', async () => {
    const { url, received } = await bus()
    const input = JSON.stringify(
      Array.from({ length: 21 }, (_, at) => ({ Detail: at === 12 ? 'bad' : '{}' })),
    )
    expect(await run(['emit', '--entries', '-'], { url, input })).toEqual({
      code: 1,
      output: 'accepted 20 events\n',
      errors: 'stoa: entry 12 failed: MalformedDetail (Not JSON.)\n',
    })
    expect(received.map(({ body }) => JSON.parse(body).Entries.length)).toEqual([10, 10, 1])
  })

  test('makes one event of its options, and prints the answer for a script', async () => {
    const { url, received } = await bus()
    const args = ['emit', '--detail-type', 'welcome', '--detail', '{}', '--bus', 'chatBus-poc', '--json']
    expect(await run(args, { url })).toEqual(fine('{"FailedEntryCount":0,"Entries":[{"EventId":"{}"}]}\n'))
    expect(JSON.parse(received[0]?.body ?? '').Entries).toEqual([
      { Source: 'stoa-cli', DetailType: 'welcome', Detail: '{}', EventBusName: 'chatBus-poc' },
    ])
    expect(received[0]?.headers.authorization).toBeUndefined()
  })

  test('says what became of the events ahead of a refusal', async () => {
    const { url } = await stubServer({
      answer({ body }, response) {
        const { Entries: entries }: { Entries: unknown[] } = JSON.parse(body)
        if (entries.length === 10) json(response, { FailedEntryCount: 0, Entries: entries.map(() => ({})) })
        else json(response, { __type: 'InternalFailure', message: 'Oops.' }, 500)
      },
    })
    const input = JSON.stringify(Array.from({ length: 11 }, () => ({ Detail: '{}' })))
    expect(await run(['emit', '--entries', '-'], { url, input })).toEqual({
      code: 1,
      output: 'accepted 10 events\n',
      errors: `stoa: ${url} refused with status 500: InternalFailure: Oops.\n`,
    })
  })
})

describe('stoa post', () => {
  const connections = (): Promise<Stub> =>
    stubServer({
      answer({ method, path }, response) {
        const about = {
          connectedAt: '2026-01-02T03:04:05.678Z',
          lastActiveAt: '2026-01-02T03:05:00.000Z',
          identity: { sourceIp: '127.0.0.1' },
        }
        if (path.endsWith('gone')) response.writeHead(410, { 'x-amzn-ErrorType': 'GoneException' }).end()
        else if (method === 'GET') json(response, about)
        else response.writeHead(method === 'DELETE' ? 204 : 200).end()
      },
    })

  test('sends what it is given, or what is piped in', async () => {
    const { url, received } = await connections()
    expect(await run(['post', 'L0SM=', 'hé'], { url, env: credentials })).toEqual(
      fine('sent 3 bytes to L0SM=\n'),
    )
    await run(['post', 'L0SM=', '--path', '/LATEST/'], { url, input: 'piped' })
    expect(received.map(({ path, body }) => [path, body])).toEqual([
      ['/poc/@connections/L0SM%3D', 'hé'],
      ['/LATEST/@connections/L0SM%3D', 'piped'],
    ])
    expect(received[0]?.headers.authorization).toContain('/execute-api/aws4_request')
  })

  test('shows a connection and ends one', async () => {
    const { url, received } = await connections()
    const info = await run(['post', 'a', '--info'], { url })
    expect(info.output).toMatch(/^connectedAt {3}2026-01-02T03:04:05\.678Z\n[\s\S]*\nuserAgent {5}-\n$/)
    expect(await run(['post', 'a', '--disconnect'], { url })).toEqual(fine('disconnected a\n'))
    expect(received.map(({ method }) => method)).toEqual(['GET', 'DELETE'])
  })

  test('says that a connection is gone', async () => {
    const { url } = await connections()
    const { code, output, errors } = await run(['post', 'gone', 'x', '--json'], { url })
    expect([code, output]).toEqual([1, '{"connectionId":"gone","outcome":"gone"}\n'])
    expect(errors).toContain('gone is gone')
  })
})

describe('stoa dead-letters', () => {
  const letter = {
    id: 'l1',
    rule: 'notify',
    attempts: 3,
    reason: 'busy',
    diedAt: Date.UTC(2026, 0, 2),
    bus: 'default',
    event: {},
  }
  const letters = (kept: unknown[]): Promise<Stub> =>
    stubServer({
      answer({ path }, response) {
        if (path === '/dead-letters') json(response, { deadLetters: kept })
        else json(response, {}, path.includes('l1') ? 200 : 404)
      },
    })

  test('lists them as a table, or as JSON', async () => {
    const { url } = await letters([letter])
    const [, row] = (await run(['dead-letters'], { url })).output.split('\n')
    expect(row).toBe('l1  2026-01-02T00:00:00.000Z  default  notify  3         busy')
    expect(await run(['dead-letters', '--json'], { url })).toEqual(
      fine(`${JSON.stringify({ deadLetters: [letter] })}\n`),
    )
    expect(await run(['dead-letters'], await letters([]))).toEqual(fine('no dead letters\n'))
  })

  test('tries one again, and forgets one', async () => {
    const { url, received } = await letters([])
    expect((await run(['dead-letters', '--retry', 'l1'], { url })).code).toBe(0)
    expect((await run(['dead-letters', '--drop', 'l1'], { url })).code).toBe(0)
    expect((await run(['dead-letters', '--drop', 'l2'], { url })).errors).toContain('no dead letter l2')
    expect(received.slice(0, 2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /dead-letters/l1/retry',
      'DELETE /dead-letters/l1',
    ])
  })
})

describe('stoa rotate-keys', () => {
  test('says what to do about a 403, with and without credentials', async () => {
    const { url, received } = await stubServer({
      answer: (_request, response) => json(response, { message: 'Forbidden' }, 403),
    })
    expect((await run(['rotate-keys'], { url })).errors).toContain('set STOA_ACCESS_KEY_ID')
    expect((await run(['rotate-keys'], { url, env: credentials })).errors).toContain('clocks')
    expect(received.map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true])
  })
})

const commands: readonly (readonly [string, ...string[]])[] = [
  ['token test'],
  ['token guest'],
  ['token user', '--username', 'ada'],
  ['connect', '/poc'],
  ['emit', '--entries', '[{}]'],
  ['post', 'L0SM=', 'hello'],
  ['dead-letters'],
  ['rotate-keys'],
]

test.each(commands)('--help of stoa %s has an example', async (command) => {
  const { code, output } = await run([...command.split(' '), '--help'], {})
  expect(code).toBe(0)
  expect(output).toMatch(/\nExamples?:\n {2}stoa /)
})

test.each(commands)('stoa %s says in one sentence that no server is there', async (command, ...needed) => {
  const { code, output, errors } = await run([...command.split(' '), ...needed], {
    url: 'http://127.0.0.1:9',
  })
  expect([code, output]).toEqual([1, ''])
  expect(errors).toMatch(/^stoa: cannot [^\n]+; is the server running there\?\n$/)
})
