import { describe, expect, test } from 'vitest'
import { slots } from './slots.ts'

function open() {
  const started: string[] = []
  const own = slots({ most: 2, mostWaiting: 2, mostWaitingSize: 10 })
  const enter = (name: string, size = 1) => {
    const left = own.enter(size, () => started.push(name))
    return left === 'full' ? undefined : left
  }
  return { started, enter }
}

describe('slots', () => {
  test('are given in order, as soon as there are some', () => {
    const { started, enter } = open()
    const [first, , third] = [enter('1'), enter('2'), enter('3'), enter('4')]
    expect(started).toEqual(['1', '2'])
    first?.()
    first?.()
    expect(started).toEqual(['1', '2', '3'])
    third?.()
    expect(started).toEqual(['1', '2', '3', '4'])
  })

  test('are not given to who has left', () => {
    const { started, enter } = open()
    const [first, , third] = [enter('1'), enter('2'), enter('3'), enter('4')]
    third?.()
    first?.()
    expect(started).toEqual(['1', '2', '4'])
  })

  test('have room for so many who wait', () => {
    const { enter } = open()
    const [, , third] = [enter('1'), enter('2'), enter('3'), enter('4')]
    expect(enter('5')).toBeUndefined()
    third?.()
    expect(enter('5')).toBeDefined()
  })

  test('have room for so much that waits', () => {
    const { enter } = open()
    const [first] = [enter('1', 50), enter('2'), enter('3', 9)]
    expect(enter('4', 2)).toBeUndefined()
    first?.()
    expect(enter('4', 10)).toBeDefined()
  })
})
