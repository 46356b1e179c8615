import { expect, test } from 'vitest'
import { asking, below } from './ask.ts'
import { heardLog, page, type StubAnswer, stubProvider, toldClock } from './stub-provider.fixture.ts'

async function open(answer: StubAnswer | (() => StubAnswer)) {
  const stub = await stubProvider(() => (typeof answer === 'function' ? answer() : answer))
  const [clock, log] = [toldClock(), heardLog()]
  return { ...stub, at: new URL(`${stub.url}/secret?token=secret`), clock, log, ask: asking({ clock, log }) }
}

const texts = (length: number): StubAnswer => ({
  raw: (response) => response.end(`"${'x'.repeat(length - 2)}"`),
})

test('an answer is its status and its JSON', async () => {
  const { ask, at, log, clock } = await open({ status: 400, json: { a: [null] } })
  expect(await ask(at)).toEqual({ status: 400, body: { a: [null] } })
  expect(log.heard).toEqual([])
  expect(clock.delays()).toEqual([])
})

test('an answer that is no JSON has no body', async () => {
  const { ask, at } = await open(page(200))
  expect(await ask(at)).toEqual({ status: 200, body: undefined })
})

test('an answer of 64 KiB is taken, and one of a byte more is not', async () => {
  const whole = await open(texts(65_536))
  expect(await whole.ask(whole.at)).toMatchObject({ status: 200 })
  const more = await open(texts(65_537))
  expect(await more.ask(more.at)).toBe('unanswered')
  expect(more.log.heard).toMatchObject([{ host: more.at.host, reason: 'too large' }])
})

test('an answer without end is not waited for', async () => {
  const { ask, at, clock } = await open({
    raw: (response) => {
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(10_000), more)
      }
      more()
    },
  })
  expect(await ask(at)).toBe('unanswered')
  expect(clock.delays()).toEqual([])
})

test('a provider that says nothing for 5 seconds has not answered', async () => {
  const clock = toldClock()
  const log = heardLog()
  const stub = await stubProvider(() => {
    clock.pass(5_000)
    return { raw: () => {} }
  })
  expect(await asking({ clock, log })(new URL(stub.url))).toBe('unanswered')
  expect(log.heard).toMatchObject([{ reason: 'AbortError' }])
})

test('the 5 seconds are for the whole answer', async () => {
  const clock = toldClock()
  const stub = await stubProvider(() => ({
    raw: (response) => {
      response.write('{', () => clock.pass(5_000))
    },
  }))
  expect(await asking({ clock })(new URL(stub.url))).toBe('unanswered')
})

test('a redirect is not followed', async () => {
  const other = await open({ json: {} })
  const { ask, at } = await open({
    raw: (response) => response.writeHead(302, { Location: other.url }).end(),
  })
  expect(await ask(at)).toBe('unanswered')
  expect(other.received).toEqual([])
})

test('a provider that is not there has not answered', async () => {
  const { ask, at, stop, log } = await open({ json: {} })
  stop()
  expect(await ask(at)).toBe('unanswered')
  expect(log.heard).toMatchObject([{ host: at.host, reason: 'ECONNREFUSED' }])
})

test('a broken answer is no answer', async () => {
  const { ask, at } = await open({ raw: (response) => response.destroy() })
  expect(await ask(at)).toBe('unanswered')
})

test('neither a URL nor a header is logged', async () => {
  const { ask, at, log } = await open({ raw: (response) => response.destroy() })
  await ask(at)
  expect(await ask(at, { headers: { Authorization: 'Bearer secret\nsecret' } })).toBe('unanswered')
  expect(log.heard).toHaveLength(2)
  expect(log.text()).not.toContain('secret')
})

test.each([401, 403, 429, 500, 503])('a status of %i is told to the operator', async (status) => {
  const { ask, at, log } = await open({ status, json: {} })
  await ask(at)
  expect(log.heard).toEqual([{ host: at.host, status, message: 'a login provider refused to answer' }])
})

test('a URL keeps the path of its base and encodes its query', () => {
  for (const base of ['http://h/a', 'http://h/a/', 'http://h/a//']) {
    expect(below(new URL(base), 'b/c/', { q: 'x&y=%' }).href).toBe('http://h/a/b/c/?q=x%26y%3D%25')
  }
  expect(below(new URL('http://h'), 'a?b#c').href).toBe('http://h/a%3Fb%23c')
})
