import { expect, test } from 'vitest'
import { type Kept, nothingKept, readKept, type Shelf, writeKept } from './kept.ts'

function shelf(): Shelf & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>()
  return {
    texts,
    read: (name) => texts.get(name),
    write: (name, text) => (text === undefined ? texts.delete(name) : texts.set(name, text)),
  }
}

const kept: Kept = {
  channels: [
    { name: 'room:a', read: { epoch: 'e', offset: 4 } },
    { name: 'dm:a,b', title: 'Bob' },
  ],
  active: 'dm:a,b',
  inbox: { epoch: 'e', offset: 1 },
}

test('a user comes back to what was kept, and another user does not', () => {
  const here = shelf()
  writeKept(here, 'ada', kept)
  expect(readKept(here, 'ada')).toEqual(kept)
  expect(readKept(here, 'bob')).toEqual(nothingKept)
})

test.each(['', '{', '[]', '{"channels":{}}', '{"channels":[]}', '{"channels":[1,{"name":2}]}'])(
  'what cannot be read (%s) is the beginning',
  (text) => {
    const here = shelf()
    here.texts.set('stoa.kept.ada', text)
    expect(readKept(here, 'ada')).toEqual(nothingKept)
  },
)

test('an active channel that is not among the channels is the first of them', () => {
  const here = shelf()
  writeKept(here, 'ada', { ...kept, active: 'room:elsewhere' })
  expect(readKept(here, 'ada').active).toBe('room:a')
})
