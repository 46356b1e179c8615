import { describe, expect, test } from 'vitest'
import { now, openPutEvents, updated } from './put-events.fixture.ts'

/** What a request is refused with, before any of its entries is looked at. */
function refusal(type: string, message: unknown, status = 400) {
  const body = { __type: type, message }
  return { status, type: 'application/x-amz-json-1.1', errorType: type, body }
}

describe('PutEvents', () => {
  test('puts an event on the default bus, and answers with its id', async () => {
    const { put, emitted, services } = openPutEvents()
    const { status, type, body } = await put(updated)
    expect([status, type, services]).toEqual([200, 'application/x-amz-json-1.1', ['events']])
    expect(body).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'event 1' }] })
    const { Source: source, DetailType: detailType } = updated
    const detail = { entityId: 'myEntityId' }
    expect(emitted).toEqual([{ bus: 'default', source, detailType, detail, resources: [], time: now }])
  })

  test('puts ten in their order', async () => {
    const { put, emitted } = openPutEvents()
    const entries = Array.from({ length: 10 }, (_, index) => ({ ...updated, Detail: `{"index":${index}}` }))
    expect((await put(...entries)).body).toMatchObject({ FailedEntryCount: 0 })
    expect(emitted.map(({ detail }) => detail.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test.each([
    ['a name', 'chatBus-poc', 'chatBus-poc'],
    ['an ARN', 'arn:aws:events:eu-west-1:123456789012:event-bus/chatBus-poc', 'chatBus-poc'],
    ['an ARN of another partition', 'arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/a', 'a'],
  ])('takes %s for the bus', async (_label, EventBusName, bus) => {
    const { put, emitted } = openPutEvents()
    await put({ ...updated, EventBusName })
    expect(emitted).toMatchObject([{ bus }])
  })

  test.each([
    ['seconds', 1_600_000_000, 1_600_000_000_000],
    ['parts of a second', 1_600_000_000.1234, 1_600_000_000_123],
    ['text', '2020-09-13T14:26:40+02:00', 1_600_000_000_000],
  ])('takes a time in %s', async (_label, Time, time) => {
    const { put, emitted } = openPutEvents()
    await put({ ...updated, Time, Resources: ['arn:a', 'b'], TraceHeader: 'Root=1' })
    expect(emitted).toMatchObject([{ time, resources: ['arn:a', 'b'] }])
  })

  test('fails single entries, and puts the others', async () => {
    const { put, emitted } = openPutEvents({ room: 1 })
    const { status, body } = await put({ ...updated, Detail: 'x' }, updated, updated)
    expect(status).toBe(200)
    expect(body).toEqual({
      FailedEntryCount: 2,
      Entries: [
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { EventId: 'event 1' },
        { ErrorCode: 'ThrottlingException', ErrorMessage: 'Too many events are waiting.' },
      ],
    })
    expect(emitted).toHaveLength(1)
  })

  test.each(['Source', 'DetailType', 'Detail'])('fails an entry without a %s', async (name) => {
    const { put, emitted } = openPutEvents()
    const { body } = await put({ ...updated, [name]: undefined }, { ...updated, [name]: '' })
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`
    const failed = { ErrorCode: 'InvalidArgument', ErrorMessage }
    expect(body).toEqual({ FailedEntryCount: 2, Entries: [failed, failed] })
    expect(emitted).toEqual([])
  })

  test.each([
    ['a list', '[1]', 'MalformedDetail'],
    ['null', 'null', 'MalformedDetail'],
    ['a text', '"{}"', 'MalformedDetail'],
    ['cut off', '{"a":', 'MalformedDetail'],
    ['deeper than 200 levels', `${'{"a":'.repeat(201)}1${'}'.repeat(201)}`, 'MalformedDetail'],
    ['deeper than any stack', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'MalformedDetail'],
  ])('fails an entry whose detail is %s', async (_label, Detail, ErrorCode) => {
    const { put, emitted } = openPutEvents()
    expect((await put({ ...updated, Detail })).body).toMatchObject({ Entries: [{ ErrorCode }] })
    expect(emitted).toEqual([])
  })

  test('takes a detail of 200 levels, and keys that others trip over', async () => {
    const { put, emitted } = openPutEvents()
    await put({ ...updated, Detail: `${'{"a":'.repeat(200)}1${'}'.repeat(200)}` })
    await put({ ...updated, Detail: '{"__proto__":{"polluted":true},"constructor":1}' })
    expect(emitted).toHaveLength(2)
    expect(Object.keys(emitted[1]?.detail ?? {})).toEqual(['__proto__', 'constructor'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('fails an entry that says it comes from AWS, or from a second that no clock shows', async () => {
    const { put, emitted } = openPutEvents()
    const entries = [
      { ...updated, Source: 'aws.s3' },
      { ...updated, Time: '2016-12-31T23:59:60Z' },
    ]
    expect((await put(...entries)).body).toEqual({
      FailedEntryCount: 2,
      Entries: [
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
        { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Time is not valid.' },
      ],
    })
    expect(emitted).toEqual([])
  })
})

describe('a PutEvents request is refused', () => {
  const violated = (value: string, at: string, constraint: string) =>
    `1 validation error detected: Value ${value} at '${at}' failed to satisfy constraint: Member must ${constraint}`
  const entries = (length: number, entry: object = updated) =>
    JSON.stringify({ Entries: Array.from({ length }, () => entry) })
  const big = { ...updated, Detail: JSON.stringify({ text: 'é'.repeat(14_000) }) }

  test.each([
    ['without entries', '{}', violated('null', 'entries', 'not be null')],
    ['with none', entries(0), violated("'[0 entries]'", 'entries', 'have length greater than or equal to 1')],
    ['with 11', entries(11), violated("'[11 entries]'", 'entries', 'have length less than or equal to 10')],
    ['of more than 256 KB', entries(10, big), 'Total size of the entries in the request is over the limit.'],
    [
      'for a bus that cannot be',
      entries(1, { ...updated, EventBusName: 'a b' }),
      expect.stringMatching(
        /^1 validation error .* at 'entries\.1\.member\.eventBusName' failed .* pattern: /,
      ),
    ],
  ])('%s', async (_label, body, message) => {
    const { post, emitted } = openPutEvents()
    expect(await post(body)).toEqual(refusal('ValidationException', message))
    expect(emitted).toEqual([])
  })

  test.each([
    ['is empty', ''],
    ['is no JSON', '{"Entries":['],
    ['is no object', '[]'],
    ['has entries of another type', '{"Entries":["x"]}'],
    ['has a source of another type', '{"Entries":[{"Source":1}]}'],
    ['has a time that is none', '{"Entries":[{"Time":"yesterday"}]}'],
    ['has a time after the year 9999', '{"Entries":[{"Time":253402300800}]}'],
    ['has resources of another type', '{"Entries":[{"Resources":[null]}]}'],
  ])('whose body %s', async (_label, body) => {
    const { post, emitted } = openPutEvents()
    const message = 'The body is not a PutEvents request in JSON'
    expect(await post(body)).toEqual(refusal('SerializationException', message))
    expect(emitted).toEqual([])
  })

  test('that asks for another operation of EventBridge', async () => {
    const { post } = openPutEvents()
    const message = 'The only operation here is PutEvents'
    const answer = await post('{}', { 'X-Amz-Target': 'AWSEvents.PutRule' })
    expect(answer).toEqual(refusal('UnknownOperationException', message))
  })

  test('by the guard, before its operation or its body is looked at', async () => {
    const { post, emitted } = openPutEvents({ guard: async (c) => c.text('not you', 403) })
    expect(await post(entries(1))).toMatchObject({ status: 403, body: 'not you' })
    expect(await post('{', { 'X-Amz-Target': 'AWSEvents.PutRule' })).toMatchObject({ status: 403 })
    expect(emitted).toEqual([])
  })
})

test.each([
  ['no target', {}],
  ['the target of another service', { 'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth' }],
  ['a target in another case', { 'X-Amz-Target': 'awsevents.PutEvents' }],
])('a request with %s goes to somebody else, unguarded', async (_label, headers) => {
  const { post } = openPutEvents({ guard: async (c) => c.text('not you', 403) })
  expect(await post('{}', headers)).toMatchObject({ status: 200, body: 'somebody else' })
})
