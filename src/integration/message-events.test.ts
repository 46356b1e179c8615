import { describe, expect, test } from 'vitest'
import type { ConnectionRecord } from './connection-record.ts'
import { messageFixture } from './events.fixture.ts'
import { type Message, messageEvents } from './message-events.ts'
import { aRecord } from './records.fixture.ts'

const message: Message = {
  body: messageFixture.body,
  isBase64Encoded: false,
  routeKey: 'sendmessage',
  requestId: 'VJ2kjHWYoAMFoJA=',
  messageId: 'VJ2kjcsDoAMCK1w=',
  now: 1709251203007,
}

const text = (record: Partial<ConnectionRecord> = {}, changes: Partial<Message> = {}): string =>
  messageEvents(aRecord(record)).text({ ...message, ...changes })

describe('the event of a message', () => {
  test('is what captured ones are, member by member and in their order', () => {
    expect(text()).toBe(JSON.stringify(messageFixture))
  })

  test('has what the authorizer said and the stage variables, where there are any', () => {
    const record = {
      authorizer: { principalId: 'ada', context: { level: 7, isAdmin: true } },
      variables: { table: 'games' },
    }
    const event = JSON.parse(text(record))
    expect(Object.keys(event)).toEqual(['stageVariables', 'requestContext', 'body', 'isBase64Encoded'])
    expect(event.stageVariables).toEqual({ table: 'games' })
    expect(Object.keys(event.requestContext).slice(0, 3)).toEqual(['routeKey', 'authorizer', 'messageId'])
    expect(event.requestContext.authorizer).toEqual({ principalId: 'ada', level: 7, isAdmin: true })
  })

  test.each([
    ['nothing', ''],
    ['control characters', '\0\b\n\r\u2028\u2029"\\'],
    ['half a surrogate pair', 'a\ud83d'],
    ['emoji', '👩‍👩‍👧‍👦'],
    ['text that looks like a template', '$& $1 ${body} %s'],
  ])('carries a body of %s as it is', (_label, body) => {
    expect(JSON.parse(text({}, { body })).body).toBe(body)
  })

  test('is one line, whatever is in it', () => {
    const lines = text({ userAgent: 'a\nb', stage: 'c\nd' }, { body: 'e\nf', routeKey: 'g\nh' }).split('\n')
    expect(lines).toHaveLength(1)
  })

  test('says of bytes that they are in Base64', () => {
    expect(JSON.parse(text({}, { body: 'AP8=', isBase64Encoded: true }))).toMatchObject({
      body: 'AP8=',
      isBase64Encoded: true,
    })
  })

  test('carries route keys and names with quotes', () => {
    const { requestContext } = JSON.parse(text({ userAgent: '"A\\' }, { routeKey: 'say "hi"' }))
    expect(requestContext).toMatchObject({ routeKey: 'say "hi"', identity: { userAgent: '"A\\' } })
  })
})
