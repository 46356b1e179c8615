import { expect, test } from 'vitest'
import { channel } from '../../core/index.ts'
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
