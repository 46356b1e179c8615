import { describe, expect, test, vi } from 'vitest'
import { systemIds } from '../stores/index.ts'
import {
  letter,
  notification,
  ok,
  open,
  passAllTries,
  passWhenWaiting,
  reasonIn,
  ringing,
  status,
} from './alarm.fixture.ts'
import { alarm } from './alarm.ts'

describe('an alarm', () => {
  test('is a notification of SNS about an alarm of CloudWatch', async () => {
    const { bell, calls, clock, lines } = await open(ok)
    bell.ring(letter('notify-push'))
    await bell.settled()
    expect(calls).toHaveLength(1)
    const [{ request, body } = { request: undefined, body: '' }] = calls
    expect(request).toMatchObject({
      method: 'POST',
      url: '/hook?key=secret',
      headers: { 'content-type': 'application/json', 'x-amz-sns-message-type': 'Notification' },
    })
    const { Message, ...rest } = notification.Parse(JSON.parse(body))
    const now = '2023-11-14T22:13:20.000Z'
    expect(rest).toEqual({
      Type: 'Notification',
      MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      Subject: 'ALARM: "stoa-poc-dead-letters" in poc',
      Timestamp: now,
    })
    expect(JSON.parse(Message)).toEqual({
      AlarmName: 'stoa-poc-dead-letters',
      AlarmDescription: 'Events that could not be handled on the stage poc',
      NewStateValue: 'ALARM',
      NewStateReason: '1 event died in the rule notify-push: it was too much.',
      StateChangeTime: now,
    })
    expect([lines, clock.waiting()]).toEqual([[], 0])
  })

  test('tells together what died while one was under way, and one at a time', async () => {
    let running = 0
    let most = 0
    const { bell, calls } = await open((call) => {
      running += 1
      most = Math.max(most, running)
      setImmediate(() => {
        running -= 1
        ok(call)
      })
    })
    bell.ring(letter('first'))
    bell.ring(letter('second', 'one'))
    bell.ring(letter('second', 'another'))
    bell.ring(letter('third'))
    await bell.settled()
    expect(most).toBe(1)
    expect(calls.map(reasonIn)).toEqual([
      '1 event died in the rule first: it was too much.',
      '2 events died in the rule second, the last: another. 1 event died in the rule third: it was too much.',
    ])
  })

  test('rings again after it has settled', async () => {
    const { bell, calls } = await open(ok)
    await bell.settled()
    bell.ring(letter('first'))
    await bell.settled()
    bell.ring(letter('second'))
    await bell.settled()
    expect(calls).toHaveLength(2)
  })

  test('without a webhook does nothing', async () => {
    const { clock } = ringing('http://localhost')
    const log = { debug: fail, info: fail, warn: fail, error: fail }
    const bell = alarm({ stage: 'poc', ids: systemIds(), clock, log })
    bell.ring(letter('first'))
    expect(await bell.settled()).toBeUndefined()
    expect(await bell.stop()).toBeUndefined()
  })

  test.each([['ftp://example.com'], ['not a URL'], ['http://ada:secret@example.com']])(
    'cannot be told to %s, and the refusal does not repeat that',
    (webhook) => {
      expect(() => ringing(webhook)).toThrow(
        new TypeError('the alarm webhook is not an http or https URL without a user name'),
      )
    },
  )
})

describe('an alarm that is not taken', () => {
  test('is told again, the same one, after one second and after two', async () => {
    const { bell, calls, clock, lines } = await open((call, index) =>
      index < 2 ? status(500)(call) : ok(call),
    )
    bell.ring(letter('first'))
    await passAllTries(clock, lines)
    await bell.settled()
    expect(new Set(calls.map(({ body }) => body)).size).toBe(1)
    expect(calls).toHaveLength(3)
    const webhook = /^http:\/\/127\.0\.0\.1:\d+$/
    expect(lines).toEqual([
      [{ webhook: expect.stringMatching(webhook), attempt: 1, outcome: '500' }, 'an alarm could not be told'],
      [{ webhook: expect.stringMatching(webhook), attempt: 2, outcome: '500' }, 'an alarm could not be told'],
    ])
  })

  test('is given up after three tries, and the next is told', async () => {
    const { bell, calls, clock, lines } = await open((call, index) =>
      index < 3 ? status(404)(call) : ok(call),
    )
    bell.ring(letter('first'))
    bell.ring(letter('second'))
    await passAllTries(clock, lines)
    await bell.settled()
    const rules = calls.map((call) => /rule (\w+):/.exec(String(reasonIn(call)))?.[1])
    expect(rules).toEqual(['first', 'first', 'first', 'second'])
    expect(lines.at(-1)).toEqual([expect.objectContaining({ rules: ['first'] }), 'an alarm was given up'])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  test('does not follow a redirect', async () => {
    const { bell, calls, clock, lines } = await open(({ response }) => {
      response.writeHead(302, { Location: '/elsewhere' })
      response.end()
    })
    bell.ring(letter('first'))
    await passAllTries(clock, lines)
    await bell.settled()
    expect(calls.map(({ request }) => request.url)).toEqual(Array<string>(3).fill('/hook?key=secret'))
    expect(lines[0]?.[0]).toMatchObject({ outcome: '302' })
  })

  test('by a webhook that never answers is cut after 5 s', async () => {
    const { bell, calls, clock, lines } = await open((call, index) => (index === 0 ? undefined : ok(call)))
    bell.ring(letter('first'))
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    await clock.pass(5_000)
    await passWhenWaiting(clock, 1_000, lines, 1)
    await bell.settled()
    expect(lines[0]?.[0]).toMatchObject({ outcome: 'timeout' })
    expect([calls.length, clock.waiting()]).toEqual([2, 0])
  })

  test('because nobody is there says so, and rejects nothing', async () => {
    const { bell, clock, lines, server } = await open(ok)
    await new Promise((resolve) => {
      server.close(resolve)
    })
    bell.ring(letter('first'))
    await passAllTries(clock, lines)
    await bell.settled()
    expect(lines[0]?.[0]).toMatchObject({ outcome: 'ECONNREFUSED' })
    expect(JSON.stringify(lines)).not.toContain('secret')
  })
})

function fail(): never {
  throw new Error('nothing is to be logged')
}
