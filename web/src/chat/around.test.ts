import { expect, test } from 'vitest'
import { isOtherAway, nameOfOther } from './around.ts'
import { beginning, type ChatState, withPeople } from './chat-state.ts'
import type { Person } from './hub-client.ts'
import { emptyRoom } from './room.ts'

const me = { id: 'me', name: 'Me' }
const ada = { id: 'ada', name: 'Ada' }
const lobby = 'room:lobby'
const withAda = 'dm:ada,me'

function stateWith(inLobby: readonly Person[], inConversation: readonly Person[], isOpen = true) {
  const kept = { channels: [{ name: lobby }, { name: withAda }], active: lobby }
  const line: ChatState['line'] = isOpen ? { state: 'open', user: me } : { state: 'connecting' }
  const there = withPeople({ ...beginning(kept, me), line }, lobby, { members: inLobby, count: 0 })
  return withPeople(there, withAda, { members: inConversation, count: 0 })
}
const isAdaAway = (state: ChatState) => {
  const room = state.rooms.find(({ name }) => name === withAda)
  return isOtherAway(state, room ?? emptyRoom(withAda))
}

test('who is in no room that one is in is away', () => {
  expect(isAdaAway(stateWith([me], [me]))).toBe(true)
  expect(isAdaAway(stateWith([me, ada], [me]))).toBe(false)
  expect(isAdaAway(stateWith([me], [me, ada]))).toBe(false)
})

test('nobody is said to be away while it is not known', () => {
  expect(isAdaAway(stateWith([], []))).toBe(false)
  expect(isAdaAway(stateWith([me], [me], false))).toBe(false)
})

test('the other has the name that they have in another room', () => {
  expect(nameOfOther(stateWith([me, ada], []), withAda)).toBe('Ada')
  expect(nameOfOther(stateWith([me], []), withAda)).toBeUndefined()
  expect(nameOfOther(stateWith([me, ada], []), lobby)).toBeUndefined()
})
