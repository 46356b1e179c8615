import { describe, expect, test } from 'vitest'
import type { ToBeSaid } from '../../apis/hub/moderation.ts'
import type { Invocation, Invoked } from '../../core/index.ts'
import { functionModerator } from './function-moderator.ts'

const user = { id: 'ada', name: 'Ada' }
const said: ToBeSaid = { channel: 'room:42', user, data: { text: 'hello' } }

function asking(invoked: Invoked) {
  const asked: Invocation[] = []
  const moderate = functionModerator(
    async (invocation) => {
      asked.push(invocation)
      return invoked
    },
    { uuid: () => 'an id' },
  )
  return { asked, moderate }
}
const answering = (result: unknown) => asking({ kind: 'returned', result }).moderate(said)

describe('a function that moderates', () => {
  test('is told what was said where and by whom, and nothing else', async () => {
    const { asked, moderate } = asking({ kind: 'returned', result: { allow: true } })
    await moderate({ ...said, user: Object.assign({ secret: 'x' }, user) })
    expect(asked.map(({ requestId, event }) => [requestId, JSON.parse(event)])).toEqual([
      ['an id', { channel: 'room:42', namespace: 'room', user, data: { text: 'hello' } }],
    ])
  })

  test('is not told a channel where there is none', async () => {
    const { asked, moderate } = asking({ kind: 'returned', result: { allow: true } })
    await moderate({ user, data: 'a name' })
    expect(JSON.parse(asked[0]?.event ?? '')).toEqual({ user, data: 'a name' })
  })

  test.each([
    ['lets it pass', { allow: true }, { pass: true }],
    ['puts something else in its place', { allow: true, data: 5 }, { replace: 5 }],
    ['may put nothing in its place', { allow: true, data: null }, { replace: null }],
    ['refuses it', { allow: false, reason: 'No.' }, { reject: 'No.' }],
    ['may refuse it without a word', { allow: false }, { reject: 'It was not let through' }],
    ['cannot say much', { allow: false, reason: 'x'.repeat(999) }, { reject: 'x'.repeat(300) }],
  ])('%s', async (_, result, judgement) => {
    expect(await answering(result)).toEqual(judgement)
  })

  test.each([
    [undefined],
    [null],
    [true],
    ['allow'],
    [{}],
    [{ allow: 'true' }],
    [{ allow: false, reason: 5 }],
  ])('has not judged when it answers %j', async (result) => {
    await expect(answering(result)).rejects.toThrow('must answer { allow: true }')
  })

  test('has not judged when it failed, and what it said then is not passed on', async () => {
    const failed = { kind: 'failed', errorType: 'TypeError', errorMessage: 'hunter2' } as const
    const judging = asking(failed).moderate(said)
    await expect(judging).rejects.toThrow(/^the function failed with TypeError$/)
  })
})
