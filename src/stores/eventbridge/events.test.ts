import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterEach, describe, expect, test } from 'vitest'
import type { NewEvent } from '../../core/ports/events.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import {
  type AwsAnswer,
  type AwsServer,
  awsFailure,
  awsServer,
  testConfig,
} from '../shared/aws-server.fixture.ts'
import { eventBridgeEvents } from './events.ts'

const opened: AwsServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

const accepted: AwsAnswer = { body: { FailedEntryCount: 0, Entries: [{ EventId: 'an-id' }] } }
const refused = (code: string): AwsAnswer => ({
  body: { FailedEntryCount: 1, Entries: [{ ErrorCode: code, ErrorMessage: 'a message' }] },
})

async function open(answer: AwsAnswer | 'cut' = accepted) {
  const server = await awsServer(() => answer)
  opened.push(server)
  const client = new EventBridgeClient({ ...testConfig, endpoint: server.endpoint })
  return { ...eventBridgeEvents({ client }), server }
}

const updated: NewEvent = {
  bus: 'chatBus-poc',
  source: 'CLI',
  detailType: 'Entity Updated',
  detail: { entityId: 'myEntityId' },
}

test('an event arrives as it was emitted, and its id is what EventBridge gave it', async () => {
  const { emit, server } = await open()
  expect(await emit(updated)).toEqual({ id: 'an-id' })
  await emit({ ...updated, time: 1_700_000_000_500, resources: ['a'] })
  expect(server.requests.map(({ operation }) => operation)).toEqual(['PutEvents', 'PutEvents'])
  const [first, second] = server.requests.map(({ body }): unknown => JSON.parse(body.toString()))
  const entry = {
    EventBusName: 'chatBus-poc',
    Source: 'CLI',
    DetailType: 'Entity Updated',
    Detail: '{"entityId":"myEntityId"}',
  }
  expect(first).toEqual({ Entries: [entry] })
  expect(second).toEqual({ Entries: [{ ...entry, Resources: ['a'], Time: 1_700_000_000.5 }] })
})

describe('an event that is none', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  test.each([
    ['a big integer', { big: 1n }],
    ['a circle', circle],
    ['no object', { toJSON: () => 'a text' }],
    ['more than 256 KB', { text: 'é'.repeat(128 * 1024) }],
  ])('is a TypeError, and nobody is asked: %s', async (_label, detail) => {
    const { emit, server } = await open()
    await expect(async () => emit({ ...updated, detail })).rejects.toThrow(TypeError)
    expect(server.requests).toEqual([])
  })

  test('has up to 256 KB otherwise, all texts together', async () => {
    const { emit } = await open()
    const text = 'x'.repeat(256 * 1024 - '{"text":""}CLIEntity Updated'.length)
    expect(await emit({ ...updated, detail: { text } })).toEqual({ id: 'an-id' })
    await expect(async () => emit({ ...updated, detail: { text }, resources: ['x'] })).rejects.toThrow(
      TypeError,
    )
  })
})

describe('an answer', () => {
  test.each([
    ['of one entry', refused('ThrottlingException')],
    ['of the request', awsFailure('ThrottlingException')],
  ])('that it was too much is that the bus is full: %s', async (_label, answer) => {
    expect(await (await open(answer)).emit(updated)).toBe('full')
  })

  test.each([
    ['a failure of one entry', refused('InternalFailure')],
    ['a failure', awsFailure('InternalException', '', 500)],
    ['no answer', 'cut' as const],
  ])('that it is away is unavailable: %s', async (_label, answer) => {
    await expect((await open(answer)).emit(updated)).rejects.toThrow(Unavailable)
  })

  test.each([
    ['of one entry', refused('NotAuthorizedForSourceException'), 'NotAuthorizedForSourceException'],
    ['of the request', awsFailure('AccessDeniedException', 'you may not'), 'you may not'],
    ['without anything', { body: {} }, 'no code'],
  ])('that it is refused is an error: %s', async (_label, answer, message) => {
    const { emit } = await open(answer)
    await expect(emit(updated)).rejects.toThrow(message)
    await expect(emit(updated)).rejects.not.toThrow(Unavailable)
  })
})
