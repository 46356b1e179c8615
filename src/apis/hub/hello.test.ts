import { expect, test } from 'vitest'
import { type Context, channel, type Following, Unavailable } from '../../core/index.ts'
import { noVerbs } from '../../core/no-verbs.fixture.ts'
import { hello } from './hello.ts'
import { someParts } from './hub-parts.fixture.ts'

const minuteMs = 60_000

test.each([
  ['hours', 120 * minuteMs, 115 * minuteMs],
  ['minutes', 6 * minuteMs, 3 * minuteMs],
  ['seconds', 6_000, 3_000],
])(
  'a connection that may become %s old is told to rotate in time, and not at once',
  async (_, age, ahead) => {
    const replies: unknown[] = []
    const c = {
      ...noVerbs(),
      topics: () => [],
      reply: (frame: string) => void replies.push(JSON.parse(frame)),
    }
    const parts = someParts()
    await hello(c, { id: '1' }, { ...parts, options: { ...parts.options, maxAgeMs: age } })
    expect(replies).toMatchObject([{ data: { rotateAt: 1_000 + ahead } }])
  },
)

test('what a connection is in already needs no room', async () => {
  const names = Array.from({ length: 32 }, (_, at) => `room:${at}`)
  const resume = Object.fromEntries(names.map((name) => [name, { epoch: 'e', offset: 0 }]))
  const c = { ...noVerbs(), topics: () => names.map(channel) }
  await expect(
    hello(c, { id: '1', resume: { ...resume, 'room:32': { epoch: 'e', offset: 0 } } }, someParts()),
  ).rejects.toThrow('Resume fewer')
  await expect(hello(c, { resume }, someParts())).resolves.toBeUndefined()
})

const resume = { 'room:a': { epoch: 'e', offset: 1 }, 'room:b': { epoch: 'e', offset: 1 } }

/** A connection that is let into every channel but `room:b`, where `last` says what becomes of it. */
function resuming(last: (welcome: () => Promise<'joined'>) => Promise<'joined' | 'gone'>) {
  const departed: string[] = []
  const parts = someParts()
  const presence = {
    ...parts.presence,
    list: () => ({ people: [], count: 1 }),
    leave: (topic: string) => {
      departed.push(topic)
      return { count: 0, gone: [], isNew: false }
    },
  }
  const follow = (topic: string, { welcome }: Following) => {
    const position = { epoch: 'e', offset: 1 }
    const welcomed = async () => {
      await welcome({ joined: 'joined', position, recovered: true, count: 0 })
      return 'joined' as const
    }
    return topic === channel('room:b') ? last(welcomed) : welcomed()
  }
  const c = { ...noVerbs(), topics: () => [], follow, publish: () => undefined }
  return { c, parts: { ...parts, presence }, departed }
}

test('who is gone before all channels are resumed is waited for no longer', async () => {
  const { c, parts } = resuming(async () => 'gone')
  const gone: Context = { ...c, reply: () => undefined }
  await expect(hello(gone, { id: '1', resume }, parts)).resolves.toBeUndefined()
})

test('a hello that cannot be answered is refused, and resumes nothing', async () => {
  const { c, parts, departed } = resuming((welcomed) => welcomed())
  const away: Context = { ...c, reply: () => Promise.reject(new Unavailable('away')) }
  await expect(hello(away, { id: '1', resume }, parts)).rejects.toThrow(Unavailable)
  expect(departed).toEqual([channel('room:a'), channel('room:b')])
})
