import { describe, expect, test, vi } from 'vitest'
import { envelope, fail, open, put, recorder, soon } from './events.fixture.ts'
import type { SqsEventsOptions } from './events.ts'

test('a rule gets what is in its queue, and what it handled is taken out', async () => {
  const { server, events } = await open()
  const { received, rule } = recorder()
  put(server)
  events.subscribe(rule)
  await soon(() => expect(server.left()).toEqual([]))
  expect(received).toEqual([
    {
      id: 'an-id',
      bus: 'default',
      source: 'CLI',
      detailType: 'Entity Updated',
      time: Date.UTC(2026, 0, 2, 3, 4, 5),
      resources: ['a'],
      detail: { entityId: 'myEntityId' },
    },
  ])
  expect(server.inputs('ReceiveMessage')[0]).toMatchObject({
    WaitTimeSeconds: 20,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 60,
  })
  expect(events.counts()).toEqual({ waiting: 0, accepted: 0, handled: 1, failed: 0, dead: 0 })
})

test('events that are handled in one turn are taken out with one request', async () => {
  const { server, events } = await open()
  for (let number = 0; number < 10; number += 1) put(server, { number })
  events.subscribe(recorder(() => Promise.resolve()).rule)
  await soon(() => expect(server.left()).toEqual([]))
  expect(server.inputs('DeleteMessageBatch')).toHaveLength(1)
})

test('a rule that takes long hides its events for longer', async () => {
  const { server, events } = await open()
  events.subscribe(recorder(() => {}, { attemptMs: 900_000 }).rule)
  await soon(() => expect(server.inputs('ReceiveMessage')).toHaveLength(1))
  expect(server.inputs('ReceiveMessage')[0]?.VisibilityTimeout).toBe(930)
})

test('no more events are handled at once than may be', async () => {
  const { server, events } = await open({ concurrency: 3 })
  const ends: (() => void)[] = []
  const { received, rule } = recorder(() => new Promise<void>((resolve) => ends.push(resolve)))
  for (let number = 0; number < 8; number += 1) put(server, { number })
  events.subscribe(rule)
  await soon(() => expect(received).toHaveLength(3))
  ends.shift()?.()
  await soon(() => expect(received).toHaveLength(4))
  expect(server.inputs('ReceiveMessage').map(({ MaxNumberOfMessages }) => MaxNumberOfMessages)).toEqual([
    3, 1,
  ])
  while (received.length < 8 || ends.length > 0) {
    ends.shift()?.()
    await soon(() => expect(received.length === 8 || ends.length > 0).toBe(true))
  }
  await soon(() => expect(server.left()).toEqual([]))
})

describe('an event that fails', () => {
  test('waits twice as long each time, and is counted', async () => {
    const { server, events, lines } = await open()
    const { received, rule } = recorder(fail)
    put(server)
    events.subscribe(rule)
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await soon(() => expect(server.inputs('ChangeMessageVisibility')).toHaveLength(attempt))
      server.reveal()
    }
    await soon(() => expect(received).toHaveLength(6))
    await soon(() => expect(server.inputs('ChangeMessageVisibility')).toHaveLength(6))
    const waits = server.inputs('ChangeMessageVisibility').map(({ VisibilityTimeout }) => VisibilityTimeout)
    expect(waits).toEqual([1, 2, 4, 8, 16, 32])
    expect(events.counts()).toMatchObject({ waiting: 0, handled: 0, failed: 6 })
    const fields = { rule: rule.name, attempts: 1, reason: 'it cannot be done' }
    expect(lines[0]).toEqual([fields, 'an event failed in a rule'])
  })

  test('waits ten minutes at most, and a second at least', async () => {
    for (const [backOffMs, seconds] of [
      [10_000_000, 600],
      [1, 1],
    ] as const) {
      const { server, events } = await open({ backOffMs })
      put(server)
      events.subscribe(recorder(fail).rule)
      await soon(() => expect(server.inputs('ChangeMessageVisibility')).toHaveLength(1))
      expect(server.inputs('ChangeMessageVisibility')[0]?.VisibilityTimeout).toBe(seconds)
    }
  })

  test('keeps no other from being handled', async () => {
    const { server, events } = await open()
    put(server, { number: 1 })
    put(server, { number: 2 })
    events.subscribe(recorder(({ detail }) => (detail.number === 1 ? fail() : undefined)).rule)
    await soon(() => expect(server.left()).toEqual([JSON.stringify(envelope({ number: 1 }))]))
  })

  test('has failed too when its time is over', async () => {
    const { server, events, clock } = await open()
    const { received, rule } = recorder(() => new Promise(() => {}))
    put(server)
    events.subscribe(rule)
    await soon(() => expect(received).toHaveLength(1))
    await clock.pass(30_000)
    await soon(() => expect(events.counts()).toMatchObject({ waiting: 0, failed: 1 }))
  })

  test.each([
    ['no JSON', 'SECRET'],
    ['no event', '{"SECRET":1}'],
    ['a list for a detail', JSON.stringify({ ...envelope(), detail: ['SECRET'] })],
    ['a wrong time', JSON.stringify({ ...envelope(), time: 'SECRET' })],
  ])('can be one that is none, and what it says is in no log: %s', async (_label, body) => {
    const { server, events, lines } = await open()
    const { received, rule } = recorder()
    server.put(body)
    events.subscribe(rule)
    await soon(() => expect(server.inputs('ChangeMessageVisibility')).toHaveLength(1))
    expect(received).toEqual([])
    expect(JSON.stringify(lines)).toContain('what is in the queue is no event of EventBridge')
    expect(JSON.stringify(lines)).not.toContain('SECRET')
  })
})

test('what is emitted goes its way, and is counted when it was accepted', async () => {
  const emit = vi
    .fn<SqsEventsOptions['emit']>()
    .mockResolvedValueOnce({ id: '1' })
    .mockResolvedValueOnce('full')
  const { events } = await open({ emit })
  const event = { bus: 'default', source: 'a', detailType: 'b', detail: {} }
  expect([await events.emit(event), await events.emit(event)]).toEqual([{ id: '1' }, 'full'])
  expect(events.counts().accepted).toBe(1)
})
