import { describe, expect, test } from 'vitest'
import { noVerbs } from '../../core/no-verbs.fixture.ts'
import { HubFailure } from './hub-failure.ts'
import { someParts } from './hub-parts.fixture.ts'
import type { Moderation, Moderator } from './moderation.ts'
import type { HubParts } from './options.ts'
import { rename } from './people.ts'
import { direct, publish } from './publishing.ts'

const by = (moderator: Moderator, onFailure: Moderation['onFailure'] = 'closed') => ({
  moderator,
  budgetMs: 100,
  onFailure,
})
const tooMuch = by(() => ({ replace: 'x'.repeat(20_000) }))

function partsWith(moderation: readonly Moderation[]): HubParts {
  const parts = someParts()
  const { room } = parts.options.namespaces
  if (room === undefined) throw new Error('there is no room')
  return {
    ...parts,
    options: { ...parts.options, moderation, namespaces: { room: { ...room, moderation } } },
  }
}

const text = '{"action":"publish","channel":"room:42","data":"hi"}'

function said(moderation: readonly Moderation[], check: (data: unknown) => void = () => {}): unknown[] {
  const texts: string[] = []
  const c = { ...noVerbs(), record: (_: string, frame: string) => void texts.push(frame) }
  void publish(c, { channel: 'room:42', data: 'hi', text }, (_, data) => check(data), partsWith(moderation))
  return texts.map((frame) => JSON.parse(frame).data)
}

const onlyHi = (data: unknown): void => {
  if (data !== 'hi') throw new HubFailure('bad_request', 'Change data')
}

describe('what a moderator says instead', () => {
  test('is said, and looked at by the next one', () => {
    const add = (more: string) => by(({ data }) => ({ replace: `${String(data)}${more}` }))
    expect(said([add('a'), add('b')])).toEqual(['hiab'])
  })

  test.each([
    ['is too large', tooMuch, () => {}],
    ['is against the schema', by(() => ({ replace: 5 })), onlyHi],
  ] as const)('and what %s is not the fault of the client, but is not said', (_what, moderation, check) => {
    expect(() => said([moderation], check)).toThrow(expect.objectContaining({ code: 'rejected' }))
    expect(said([{ ...moderation, onFailure: 'open' }], check)).toEqual(['hi'])
  })

  test('to one user alone has to fit as well', () => {
    const to = { to: 'bob', data: 'hi', text }
    expect(() => direct(noVerbs(), to, partsWith([tooMuch]))).toThrow('as a moderator has changed it')
  })
})

test('a name that nobody could look at may be asked for again', async () => {
  const broken = by(() => {
    throw new Error('broken')
  })
  await expect(rename(noVerbs(), 'Ada', partsWith([broken]))).rejects.toMatchObject({ code: 'unavailable' })
})
