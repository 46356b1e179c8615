import { afterEach, expect, test } from 'vitest'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { awsFailure } from '../shared/aws-server.fixture.ts'
import { secretValue } from './secret-value.ts'
import { type SecretsServer, secretsServer } from './secrets.fixture.ts'

const opened: SecretsServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

async function open(value?: string, member?: string) {
  const server = await secretsServer(value)
  opened.push(server)
  const clock = movedClock()
  const read = secretValue({ client: server.client, secretId: 'jwt', clock, ...(member && { member }) })
  return { server, clock, read }
}

test('a text is the whole secret, or a member of it', async () => {
  expect(await (await open('a text')).read()).toBe('a text')
  expect(await (await open('{"secret":"inner"}', 'secret')).read()).toBe('inner')
})

test('it is read once in 15 minutes', async () => {
  const { read, clock, server } = await open('a text')
  await read()
  await clock.pass(15 * 60_000 - 1)
  await read()
  expect(server.requests).toHaveLength(1)
  await clock.pass(1)
  await read()
  expect(server.requests).toHaveLength(2)
})

test.each([
  ['no JSON', 'PRIVATE', 'secret'],
  ['no such member', '{"other":"PRIVATE"}', 'secret'],
  ['a member that is no text', '{"secret":["PRIVATE"]}', 'secret'],
  ['an empty text', '', undefined],
])('what is not there is an error that does not quote the secret: %s', async (_label, value, member) => {
  const { read } = await open(value, member)
  await expect(read()).rejects.toThrow(/^the secret jwt has no text( secret)?$/)
})

test('a service that is away is unavailable, and another fault is thrown on', async () => {
  const { read, server } = await open('a text')
  server.disturb('GetSecretValue', 'cut')
  await expect(read()).rejects.toThrow(Unavailable)
  server.disturb('GetSecretValue', awsFailure('ResourceNotFoundException', 'not there'))
  await expect(read()).rejects.toThrow('not there')
})
