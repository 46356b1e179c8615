import { expect, test } from 'vitest'
import { slotOf } from './slot.ts'

// What CLUSTER KEYSLOT answers.
test.each([
  ['123456789', 12_739],
  ['foo', 12_182],
  ['{foo}', 12_182],
  ['any{foo}thing', 12_182],
  ['{user1000}.following', 3_443],
  ['foo{}{bar}', 8_363],
  ['', 0],
])('the slot of %j is that of the cluster', (key, slot) => {
  expect(slotOf(key)).toBe(slot)
})
