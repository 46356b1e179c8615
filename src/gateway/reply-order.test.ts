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

  test('a publish waits for those ahead of it that go to another topic or wait themselves', () => {
    const { replies } = order()
    const published: string[] = []
    const slots = ['x', 'x', 'y', 'x', 'x'].map((topic, at) => {
      const slot = replies.open()
      void slot.inTurn(topic, () => void published.push(`${at}`))
      return slot
    })
    expect(published).toEqual(['0', '1'])
    slots[0]?.end()
    expect(published).toEqual(['0', '1'])
    slots[1]?.end()
    expect(published).toEqual(['0', '1', '2'])
    slots[2]?.end()
    expect(published).toEqual(['0', '1', '2', '3'])
    slots[3]?.end()
    expect(published).toEqual(['0', '1', '2', '3', '4'])
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
