import { expect, test } from 'vitest'
import { Lanes } from './lanes.ts'

/** Work that ends when it is told to. */
function openWork() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<string>((resolve) => {
      ends.set(name, () => resolve(name))
    })
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return {
    begun,
    work,
    async end(name: string) {
      ends.get(name)?.()
      await turn()
    },
  }
}

test('what goes to the same place goes at once', () => {
  const { begun, work } = openWork()
  const lanes = new Lanes(() => 'a')
  void lanes.run('key', work('one'))
  void lanes.run('key', work('two'))
  expect(begun).toEqual(['one', 'two'])
})

test('what goes to another place waits for what is under way, and keeps its order', async () => {
  const { begun, work, end } = openWork()
  let place = 'a'
  const lanes = new Lanes(() => place)
  void lanes.run('key', work('one'))
  void lanes.run('key', work('two'))
  place = 'b'
  void lanes.run('key', work('three'))
  void lanes.run('key', work('four'))
  await end('one')
  expect(begun).toEqual(['one', 'two'])
  await end('two')
  expect(begun).toEqual(['one', 'two', 'three', 'four'])
  void lanes.run('key', work('five'))
  expect(begun.at(-1)).toBe('five')
})

test('other keys wait for nothing', () => {
  const { begun, work } = openWork()
  let place = 'a'
  const lanes = new Lanes(() => place)
  void lanes.run('key', work('one'))
  place = 'b'
  void lanes.run('other', work('two'))
  expect(begun).toEqual(['one', 'two'])
})

test('what fails lets the next one go', async () => {
  const { begun, work } = openWork()
  let place = 'a'
  const lanes = new Lanes(() => place)
  const failing = lanes.run('key', () => Promise.reject(new Error('lost')))
  place = 'b'
  void lanes.run('key', work('next'))
  await expect(failing).rejects.toThrow('lost')
  await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toEqual(['next'])
})

test('a place that is not known is the failure of who asked, and of nobody else', async () => {
  const { begun, work } = openWork()
  let isKnown = false
  const lanes = new Lanes(() => {
    if (!isKnown) throw new Error('nobody has it')
    return 'a'
  })
  await expect(lanes.run('key', work('one'))).rejects.toThrow('nobody has it')
  isKnown = true
  void lanes.run('key', work('two'))
  expect(begun).toEqual(['two'])
})
