import { describe, expect, test } from 'vitest'
import { Inbox } from './inbox.ts'

describe('an inbox', () => {
  test('runs a job at once when nothing is before it', () => {
    const done: number[] = []
    const inbox = new Inbox()
    inbox.add(() => void done.push(1))
    inbox.add(() => void done.push(2))
    expect(done).toEqual([1, 2])
  })

  test('keeps the order, however long a job takes', async () => {
    const done: number[] = []
    const inbox = new Inbox()
    let finish = (): void => {}
    inbox.add(
      () =>
        new Promise<void>((resolve) => {
          finish = () => {
            done.push(1)
            resolve()
          }
        }),
    )
    inbox.add(async () => void done.push(2))
    const last = new Promise<void>((resolve) => {
      inbox.add(() => {
        done.push(3)
        resolve()
      })
    })
    expect(done).toEqual([])
    expect(inbox.waiting()).toBe(2)
    finish()
    await last
    expect(done).toEqual([1, 2, 3])
    expect(inbox.isIdle()).toBe(true)
  })
})
