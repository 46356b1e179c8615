import { afterEach, describe, expect, test } from 'vitest'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import {
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
  awsFailure,
  awsServer,
  testConfig,
} from '../shared/aws-server.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { managementClient } from './management-client.ts'
import { apiGatewaySockets } from './sockets.ts'

type Answer = (request: AwsRequest) => AwsAnswer | 'cut' | Promise<AwsAnswer | 'cut'>

const opened: AwsServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

/** The tests' time runs faster than their requests. */
const forEver = Number.POSITIVE_INFINITY

async function open(answer: Answer, concurrency = 64, patienceMs = forEver) {
  const server = await awsServer(answer)
  opened.push(server)
  const { region, credentials } = testConfig
  const endpoint = `${server.endpoint}/prod`
  // On a busy machine an answer may take a while, and what is posted again is counted here.
  const client = managementClient({ endpoint, region, credentials, concurrency, answerMs: 60_000 })
  const clock = movedClock()
  return {
    server,
    clock,
    sockets: apiGatewaySockets({ client, clock, ids: systemIds(), concurrency, patienceMs }),
  }
}

/** Let time pass until `work` has ended, however it does. */
async function ended<T>(work: T | Promise<T>, clock: ReturnType<typeof movedClock>): Promise<T> {
  let isOver = false
  const over = Promise.resolve(work).finally(() => {
    isOver = true
  })
  over.catch(() => {})
  while (!isOver) await clock.pass(1_000)
  return over
}

const id = 'L0SM9cOFvHcCIhw='
const ok: AwsAnswer = { status: 200 }
const gone = awsFailure('GoneException', 'Gone', 410)
const limited = awsFailure('LimitExceededException', 'Rate exceeded', 429)

describe('a frame', () => {
  test.each([
    ['a text', 'Zoë 👋', 'Zoë 👋'],
    ['bytes', new TextEncoder().encode('bytes'), 'bytes'],
    ['nothing', '', ''],
  ])('is posted as it is: %s', async (_label, frame, posted) => {
    const { sockets, server } = await open(() => ok)
    expect(await sockets.send(id, frame)).toBe('sent')
    expect(server.requests).toMatchObject([
      { method: 'POST', target: '/prod/@connections/L0SM9cOFvHcCIhw%3D' },
    ])
    expect(server.requests[0]?.body.toString()).toBe(posted)
  })

  test.each([
    ['as the SDK knows it', gone],
    ['without a body', { status: 410 }],
    ['as a text', { status: 410, body: 'Gone' }],
    ['for an id that cannot be', awsFailure('BadRequestException', 'Invalid connectionId: x', 400)],
  ])('to a connection that is gone is so told, and posted once: %s', async (_label, answer) => {
    const { sockets, server } = await open(() => answer)
    expect(await sockets.send(id, 'a')).toBe('gone')
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    [
      'what is too large',
      awsFailure('PayloadTooLargeException', 'Message too long', 413),
      'Message too long',
    ],
    ['another bad request', awsFailure('BadRequestException', 'Data is not text', 400), 'Data is not text'],
    ['what is forbidden', awsFailure('ForbiddenException', 'Forbidden', 403), 'Forbidden'],
  ])('that is refused is an error, and posted once: %s', async (_label, answer, message) => {
    const { sockets, server } = await open(() => answer)
    await expect(sockets.send(id, 'a')).rejects.toThrow(message)
    expect(server.requests).toHaveLength(1)
  })
})

describe('what passes', () => {
  test.each([
    ['a throttle', limited],
    ['a throttle as a text', { status: 429, body: 'Too Many Requests' }],
    ['a failure', { status: 500, body: { message: 'Internal server error' } }],
    ['a page of a proxy', { status: 503, body: '<html>' }],
    ['no answer', 'cut' as const],
  ])('is tried five times, and unavailable then: %s', async (_label, answer) => {
    let failures = 4
    const { sockets, server, clock } = await open(() => (failures-- > 0 ? answer : ok))
    expect(await ended(sockets.send(id, 'a'), clock)).toBe('sent')
    expect(server.requests).toHaveLength(5)
    failures = 5
    await expect(ended(sockets.send(id, 'a'), clock)).rejects.toThrow(Unavailable)
    expect(server.requests).toHaveLength(10)
  })

  test('is waited for by chance: up to 100 ms, twice as long each time', async () => {
    const { server, clock } = await open(() => limited)
    const waits: number[] = []
    const { region, credentials } = testConfig
    const client = managementClient({ endpoint: server.endpoint, region, credentials })
    const sockets = apiGatewaySockets({
      client,
      patienceMs: forEver,
      clock: {
        ...clock,
        after(delayMs, task) {
          waits.push(delayMs)
          return clock.after(delayMs, task)
        },
      },
      ids: { ...systemIds(), draw: (_, length) => '9'.repeat(length) },
    })
    await expect(ended(sockets.send(id, 'a'), clock)).rejects.toThrow(Unavailable)
    expect(waits).toEqual([100, 200, 400, 800])
  })
})

test('of 1,000 posts of which every tenth is throttled once and every tenth is gone, each is made once', async () => {
  const throttled = new Set<string>()
  const posted: string[] = []
  const { sockets, clock } = await open(({ target, body }) => {
    const number = Number(body.toString())
    if (number % 10 === 1) return gone
    if (number % 10 === 2 && !throttled.has(target)) {
      throttled.add(target)
      return limited
    }
    posted.push(target)
    return ok
  })
  const sendings = Array.from({ length: 1_000 }, (_, index) => sockets.send(`id-${index}`, String(index)))
  const outcomes = await ended(Promise.all(sendings), clock)
  expect(outcomes.filter((outcome) => outcome === 'gone')).toHaveLength(100)
  expect(posted).toHaveLength(900)
  expect(new Set(posted).size).toBe(900)
})

test('as many requests are under way as may be, and no more', async () => {
  const waiting: (() => void)[] = []
  let most = 0
  const { sockets } = await open(async () => {
    await new Promise<void>((resolve) => {
      most = Math.max(most, waiting.push(resolve))
      if (waiting.length === 4) for (const answer of waiting.splice(0)) answer()
    })
    return ok
  }, 4)
  await Promise.all(Array.from({ length: 48 }, (_, index) => sockets.send(`id-${index}`, 'a')))
  expect(most).toBe(4)
})

test('frames to one connection arrive in their order, whatever has to be repeated, and a close comes after them', async () => {
  const seen: string[] = []
  let failures = 2
  const { sockets, clock } = await open(({ method, body }) => {
    if (body.toString() === '1' && failures-- > 0) return limited
    seen.push(method === 'POST' ? body.toString() : method)
    return { status: method === 'DELETE' ? 204 : 200 }
  })
  const all = ['1', '2', '3'].map((frame) => sockets.send(id, frame))
  const closed = sockets.close(id, 1000, '')
  expect(await ended(Promise.all([...all, closed]), clock)).toEqual(['sent', 'sent', 'sent', 'closed'])
  expect(seen).toEqual(['1', '2', '3', 'DELETE'])
})

test('a frame that fails holds up none after it', async () => {
  const { sockets } = await open(({ body }) =>
    body.toString() === '1' ? awsFailure('ForbiddenException', 'Forbidden', 403) : ok,
  )
  const [first, second] = [sockets.send(id, '1'), sockets.send(id, '2')]
  await expect(first).rejects.toThrow('Forbidden')
  expect(await second).toBe('sent')
})

test('a connection is described, and closed', async () => {
  const identity = { sourceIp: '192.0.2.1', userAgent: 'a browser' }
  const body = { connectedAt: '2026-01-02T03:04:05.678Z', identity, lastActiveAt: '2026-01-02T03:04:06Z' }
  const { sockets, server } = await open(({ method }) => (method === 'GET' ? { body } : { status: 204 }))
  expect(await sockets.describe(id)).toEqual({
    connectedAt: Date.parse(body.connectedAt),
    lastActiveAt: Date.parse(body.lastActiveAt),
    ...identity,
  })
  expect(await sockets.close(id, 1000, '')).toBe('closed')
  expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE'])
})

test('one that is gone is neither described nor closed', async () => {
  const { sockets } = await open(() => gone)
  expect([await sockets.describe(id), await sockets.close(id, 1000, '')]).toEqual(['gone', 'gone'])
})

test('connections to API Gateway are kept', async () => {
  const { sockets, server } = await open(() => ok)
  await sockets.send(id, 'a')
  await sockets.send(id, 'b')
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(1)
})

test.each(['', '.', '..', '../../prod/@connections/x', 'a b', 'Zoë', 'a\0b', 'x'.repeat(1_000_000)])(
  'what can be no id is gone, and is not asked after: %#',
  async (other) => {
    const { sockets, server } = await open(() => ok)
    expect(await sockets.send(other, 'a')).toBe('gone')
    expect([await sockets.describe(other), await sockets.close(other, 1000, '')]).toEqual(['gone', 'gone'])
    expect(server.requests).toEqual([])
  },
)

test('what has waited for its turn too long is unavailable, without a request', async () => {
  const answers: ((answer: AwsAnswer) => void)[] = []
  const { sockets, server, clock } = await open(
    () => new Promise<AwsAnswer>((resolve) => answers.push(resolve)),
    1,
    5_000,
  )
  const first = sockets.send('first', 'a')
  const second = sockets.send('second', 'a')
  await expect.poll(() => server.requests.length).toBe(1)
  await clock.pass(5_001)
  answers[0]?.(ok)
  expect(await first).toBe('sent')
  await expect(second).rejects.toThrow(Unavailable)
  expect(server.requests).toHaveLength(1)
})
