import { expect, test } from 'vitest'
import { draftOf, forgetDrafts, keepDraft } from './drafts.ts'
import { memoryShelf } from './memory-shelf.fixture.ts'

const room = 'room:lobby'

test('each room and each user has a draft of its own', () => {
  const shelf = memoryShelf()
  keepDraft(shelf, 'ada', room, 'half a')
  keepDraft(shelf, 'ada', 'room:books', 'a page')
  expect(draftOf(shelf, 'ada', room)).toBe('half a')
  expect(draftOf(shelf, 'ada', 'room:books')).toBe('a page')
  expect(draftOf(shelf, 'bob', room)).toBe('')
})

test('a draft that is emptied or forgotten leaves nothing', () => {
  const shelf = memoryShelf()
  keepDraft(shelf, 'ada', room, 'half a')
  keepDraft(shelf, 'ada', room, '')
  expect(shelf.read('stoa.drafts.ada')).toBeUndefined()
  keepDraft(shelf, 'ada', room, 'again')
  forgetDrafts(shelf, 'ada')
  expect(draftOf(shelf, 'ada', room)).toBe('')
})

test.each(['{', '[]', '7', '{"room:lobby": 7}'])('what is kept as %s is no draft', (kept) => {
  const shelf = memoryShelf()
  shelf.write('stoa.drafts.ada', kept)
  expect(draftOf(shelf, 'ada', room)).toBe('')
})
