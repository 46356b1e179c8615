import { describe, expect, test } from 'vitest'
import { awsFailure } from '../shared/aws-server.fixture.ts'
import { envelope, open, put, recorder, soon } from './events.fixture.ts'

describe('a queue that does not answer', () => {
  test.each([
    ['for a moment', 'cut' as const],
    ['because it is not there', awsFailure('QueueDoesNotExist')],
  ])('is asked again after a while: %s', async (_label, answer) => {
    const { server, events, clock, lines } = await open()
    server.fail('ReceiveMessage', [answer, answer])
    put(server)
    events.subscribe(recorder().rule)
    for (const requests of [1, 2]) {
      await soon(() => expect(clock.waiting()).toBe(1))
      expect(server.inputs('ReceiveMessage')).toHaveLength(requests)
      await clock.pass(30_000)
    }
    await soon(() => expect(server.left()).toEqual([]))
    const messages = lines.map(([, message]) => message)
    expect(messages).toEqual([
      'its queue does not answer',
      'its queue does not answer',
      'its queue answers again',
    ])
  })

  test('keeps nobody from stopping', async () => {
    const { server, events, clock } = await open()
    server.fail('ReceiveMessage', ['cut'])
    events.subscribe(recorder().rule)
    await soon(() => expect(clock.waiting()).toBe(1))
    await events.stop()
    expect(clock.waiting()).toBe(0)
  })

  test('when a handled event is to be taken out leaves it there, for another time', async () => {
    const { server, events, lines } = await open()
    server.fail('DeleteMessageBatch', ['cut'])
    const { received, rule } = recorder()
    put(server)
    events.subscribe(rule)
    await soon(() => expect(lines).toHaveLength(1))
    server.reveal()
    await soon(() => expect(server.left()).toEqual([]))
    expect(received).toHaveLength(2)
  })
})

describe('stopping', () => {
  test('ends a poll at once, waits for what is being handled, and takes it out', async () => {
    const { server, events } = await open()
    let end = (): void => {}
    const { received, rule } = recorder(
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    put(server)
    events.subscribe(rule)
    await soon(() => expect(received).toHaveLength(1))
    const stopping = events.stop()
    expect(events.stop()).toBe(stopping)
    put(server, { number: 2 })
    end()
    await stopping
    expect(server.left()).toEqual([JSON.stringify(envelope({ number: 2 }))])
    expect(received).toHaveLength(1)
  })

  test('waits 30 s at most', async () => {
    const { server, events, clock } = await open()
    const { received, rule } = recorder(() => new Promise(() => {}), { attemptMs: 90_000 })
    put(server)
    events.subscribe(rule)
    await soon(() => expect(received).toHaveLength(1))
    const stopping = events.stop()
    await clock.pass(30_000)
    await stopping
    expect(events.counts().waiting).toBe(1)
  })

  test('a rule that is unsubscribed gets nothing more, and others do', async () => {
    const { server, events } = await open()
    const first = recorder()
    const second = recorder()
    const unsubscribe = events.subscribe(first.rule)
    await soon(() => expect(server.inputs('ReceiveMessage')).toHaveLength(1))
    unsubscribe()
    events.subscribe(second.rule)
    await soon(() => expect(server.inputs('ReceiveMessage')).toHaveLength(2))
    put(server)
    await soon(() => expect(server.left()).toEqual([]))
    expect([first.received.length, second.received.length]).toEqual([0, 1])
  })
})
