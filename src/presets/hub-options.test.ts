import { describe, expect, test } from 'vitest'
import { defaultHubOptions } from '../apis/hub/options.ts'
import type { FunctionStage, HubStage } from '../stage/index.ts'
import { hubOptionsOf } from './hub-options.ts'

function optionsOf(stage: HubStage) {
  const opened: Omit<FunctionStage, 'type'>[] = []
  const options = hubOptionsOf(stage, {
    hosting: {
      open: (_, spec) => {
        opened.push(spec)
        return async () => ({ kind: 'returned', result: { allow: true } })
      },
    },
    path: '/hub',
    ids: { uuid: () => 'an id' },
  })
  return { ...options, opened }
}

describe('the hub of a stage file', () => {
  test('that says nothing is the one that comes with the server', () => {
    expect(optionsOf({})).toMatchObject({ ...defaultHubOptions, opened: [] })
  })

  test('has the limits that are said, and else those that hold without it', () => {
    const { limits, areNamesUnique } = optionsOf({ limits: { channels: 5 }, uniqueNames: true })
    expect(limits).toEqual({ ...defaultHubOptions.limits, channels: 5 })
    expect(areNamesUnique).toBe(true)
  })

  test('changes what is said of a namespace that comes with it, and can take it away', () => {
    const { namespaces } = optionsOf({
      namespaces: { room: { publish: 'user', keep: { events: 5 }, maxMembers: 0, rate: 2 }, game: false },
    })
    expect(namespaces.room).toEqual({
      ...defaultHubOptions.namespaces.room,
      publish: 'user',
      retention: { events: 5, ageMs: 86_400_000 },
      rate: 2,
    })
    expect(Object.keys(namespaces)).toEqual(['room', 'dm', 'inbox'])
  })

  test('opens no more of a namespace of its own than is said', () => {
    const { namespaces } = optionsOf({ namespaces: { staff: { join: 'user', keep: { hours: 1 } } } })
    expect(namespaces.staff).toEqual({
      join: 'user',
      publish: 'member',
      history: 'member',
      presence: 'member',
      retention: { events: 300, ageMs: 3_600_000 },
    })
  })

  test('is moderated everywhere, unless a namespace says otherwise', () => {
    const { namespaces, moderation, opened } = optionsOf({
      words: 'mask',
      moderation: { handler: './m.handler', budgetMs: 100, onFailure: 'open' },
      namespaces: {
        room: { words: 'off', moderation: false },
        game: { moderation: { handler: './g.handler' } },
      },
    })
    expect(moderation).toMatchObject([{ onFailure: 'closed' }, { budgetMs: 100, onFailure: 'open' }])
    expect(namespaces.dm?.moderation).toHaveLength(2)
    expect(namespaces.room?.moderation).toBeUndefined()
    expect(namespaces.game?.moderation).toMatchObject([{}, { budgetMs: 300, onFailure: 'closed' }])
    // A call that misses the budget must not end the environment.
    expect(opened).toContainEqual({ handler: './m.handler', timeoutMs: 5_000 })
  })
})
