import { describe, expect, test } from 'vitest'
import { ReplyOrder } from './reply-order.ts'

function order() {
  const sent: unknown[] = []
  return { sent, replies: new ReplyOrder((frame) => sent.push(frame)) }
}

describe('replies to messages that are handled side by side', () => {
  test('go out at once for the first message', () => {
    const { sent, replies } = order()
    replies.open().reply('one')
    expect(sent).toEqual(['one'])
  })

  test('wait until the messages before have ended', () => {
    const { sent, replies } = order()
    const [first, second, third] = [replies.open(), replies.open(), replies.open()]
    third.reply('3')
    third.end()
    second.reply('2a')
    second.reply('2b')
    expect(sent).toEqual([])
    first.reply('1')
    first.end()
    expect(sent).toEqual(['1', '2a', '2b'])
    second.reply('2c')
    second.end()
    expect(sent).toEqual(['1', '2a', '2b', '2c', '3'])
    expect(replies.size()).toBe(0)
  })

  test('are all out when it is empty', async () => {
    const { replies } = order()
    expect(replies.empty()).toBeUndefined()
    const [first, second] = [replies.open(), replies.open()]
    let isEmpty = false
    const empty = replies.empty()?.then(() => {
      isEmpty = true
    })
    first.end()
    await Promise.resolve()
    expect(isEmpty).toBe(false)
    second.end()
    await empty
    expect(isEmpty).toBe(true)
  })
})
