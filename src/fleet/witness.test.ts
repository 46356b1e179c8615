import { describe, expect, test } from 'vitest'
import { Witness } from './witness.ts'

/** Listen every second, from second `from` to second `to`, and answer who is silent at the end. */
function listen(witness: Witness, from: number, to: number, said: (second: number) => string) {
  let silent = witness.hear(new Map([['node', said(from)]]), from * 1_000)
  for (let second = from + 1; second <= to; second += 1) {
    silent = witness.hear(new Map([['node', said(second)]]), second * 1_000)
  }
  return silent
}

const still = (): string => 'still'

describe('a witness', () => {
  test('hears who speaks', () => {
    expect(listen(new Witness(), 0, 60, String)).toEqual([])
  })

  test('tells of silence at 6 s, and not before, and as long as it lasts', () => {
    const witness = new Witness()
    expect(listen(witness, 0, 5, still)).toEqual([])
    expect(listen(witness, 6, 6, still)).toEqual([{ node: 'node', said: 'still' }])
    expect(listen(witness, 7, 7, still)).toEqual([{ node: 'node', said: 'still' }])
    expect(listen(witness, 8, 8, () => 'again')).toEqual([])
  })

  test('begins anew after a gap in its own listening', () => {
    const witness = new Witness()
    listen(witness, 0, 5, still)
    expect(listen(witness, 8, 13, still)).toEqual([])
    expect(listen(witness, 14, 14, still)).toHaveLength(1)
  })

  test('bears a beat that comes late', () => {
    const witness = new Witness()
    listen(witness, 0, 4, still)
    expect(listen(witness, 6, 6, still)).toHaveLength(1)
  })

  test('begins anew when its clock was set back', () => {
    const witness = new Witness()
    listen(witness, 1_000, 1_005, still)
    expect(listen(witness, 0, 5, still)).toEqual([])
    expect(listen(witness, 6, 6, still)).toHaveLength(1)
  })

  test('forgets who has left', () => {
    const witness = new Witness()
    listen(witness, 0, 5, still)
    witness.hear(new Map(), 5_500)
    expect(listen(witness, 6, 6, still)).toEqual([])
  })
})
