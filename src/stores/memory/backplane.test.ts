import { expect, test } from 'vitest'
import { backplaneContract } from '../../core/ports/backplane.contract.ts'
import { memoryBackplanes } from './backplane.ts'

backplaneContract('memory', async () => {
  const backplanes = memoryBackplanes()
  return {
    open: async (path, node) => backplanes.open(path, node),
    idle: backplanes.idle,
    close: async () => {},
  }
})

test('subscriptions are counted for each node', async () => {
  const backplanes = memoryBackplanes()
  const node = { deliver: () => {}, record: () => {}, members: () => [] }
  const [a, b] = [backplanes.open('/', node), backplanes.open('/', node)]
  for (const backplane of [a, b]) await backplane.subscribe('room')
  await a.subscribe('hall')
  expect(backplanes.subscriptions()).toBe(3)
  a.unsubscribe('room')
  await b.close()
  expect(backplanes.subscriptions()).toBe(1)
})
