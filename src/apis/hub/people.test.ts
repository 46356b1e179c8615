import { describe, expect, test } from 'vitest'
import { type Context, channel } from '../../core/index.ts'
import { noVerbs } from '../../core/no-verbs.fixture.ts'
import { someParts } from './hub-parts.fixture.ts'
import type { Role } from './namespaces.ts'
import type { HubParts } from './options.ts'
import { rename } from './people.ts'
import { hubRoutes } from './routes.ts'

function somebody() {
  const told: string[] = []
  const c: Context = {
    ...noVerbs(),
    rename: () => {},
    topics: () => [channel('room:42')],
    publish: (_topic, frame) => void told.push(frame),
  }
  return { c, told }
}

function partsWith(presence: Role): HubParts {
  const parts = someParts()
  const { room } = parts.options.namespaces
  if (room === undefined) throw new Error('there is no room')
  return { ...parts, options: { ...parts.options, namespaces: { room: { ...room, presence } } } }
}

describe('another name', () => {
  test.each<[Role, number]>([
    ['guest', 1],
    ['member', 1],
    ['user', 0],
    ['nobody', 0],
  ])('where presence is for %s is told to %i', async (presence, count) => {
    const { c, told } = somebody()
    await rename(c, 'Ada', partsWith(presence))
    expect(told).toHaveLength(count)
  })

  test('is nothing that the muted can be heard with', () => {
    const parts = someParts()
    const mute = { kind: 'mute', subject: { user: 'ada' }, at: 0, until: 2_000 } as const
    const { name } = hubRoutes({ ...parts, sanctions: { ...parts.sanctions, against: () => [mute] } })
    const message = { text: '', body: { action: 'name', name: 'Listen' }, isBase64Encoded: false }
    expect(() => name.handle(somebody().c, message, () => {})).toThrow('You may not speak')
  })
})
