import { describe, expect, test } from 'vitest'
import { readStageFile } from './read-stage-file.ts'
import type { StageFile } from './stage-file.ts'
import { env, mistakesOf } from './wrong-file.fixture.ts'

const read = (text: string): StageFile => readStageFile(text, { name: 'poc.yaml', env })

describe('the hub', () => {
  test.each([
    ['{}', {}],
    ['', {}],
    ['{ unique_names: true }', { uniqueNames: true }],
    ['{ words: mask }', { words: 'mask' }],
    [
      '{ limits: { publish_bytes: 5, requests_per_second: 7 } }',
      { limits: { publishBytes: 5, requestsPerSecond: 7 } },
    ],
    ['{ moderation: { handler: ./a.b } }', { moderation: { handler: './a.b' } }],
    ['{ namespaces: }', { namespaces: {} }],
  ])('may be %s', (written, hub) => {
    expect(read(`hub: ${written}`)).toEqual({ hub })
  })

  test('is one of the APIs too', () => {
    expect(read('apis: { hub: false }')).toEqual({ apis: { hub: false } })
    expect(read('apis: { hub: { path: /live, idle_timeout: 5 } }')).toEqual({
      apis: { hub: { path: '/live', idleTimeoutSeconds: 5 } },
    })
  })
})

describe('a namespace', () => {
  const all = `
hub:
  namespaces:
    staff:
      join: member
      publish: user
      history: guest
      presence: nobody
      keep: { events: 0, hours: 1 }
      max_members: 5
      rate: 2
      data:
        type: object
        properties: { text: { type: string, maxLength: 5, enum: [a, 1, 1.5, true, null, []] } }
      words: refuse
      moderation: { handler: ./m.handler, budget_ms: 100, on_failure: open, memory_mb: 64, environment: { A: 1 } }`

  test('may say everything', () => {
    expect(read(all).hub?.namespaces).toEqual({
      staff: {
        join: 'member',
        publish: 'user',
        history: 'guest',
        presence: 'nobody',
        keep: { events: 0, hours: 1 },
        maxMembers: 5,
        rate: 2,
        data: {
          type: 'object',
          properties: { text: { type: 'string', maxLength: 5, enum: ['a', 1, 1.5, true, null, []] } },
        },
        words: 'refuse',
        moderation: {
          handler: './m.handler',
          budgetMs: 100,
          onFailure: 'open',
          memoryMb: 64,
          environment: { A: '1' },
        },
      },
    })
  })

  test.each([
    ['room: false', { room: false }],
    ['dm: { words: off }', { dm: { words: 'off' } }],
    ['dm: { words: false }', { dm: { words: 'off' } }],
    ['game:', { game: {} }],
    ['a-b_1: { join: guest, moderation: false }', { 'a-b_1': { join: 'guest', moderation: false } }],
    ['constructor: { join: guest }', { constructor: { join: 'guest' } }],
  ])('may be %s', (written, namespaces) => {
    expect(read(`hub: { namespaces: { ${written} } }`)).toEqual({ hub: { namespaces } })
  })
})

describe('what is wrong with the hub is told', () => {
  const name =
    "a namespace is what is before the colon of a channel's name, a small letter and up to 31 small letters, digits, hyphens and underscores"
  const roles = 'guest, user, member, nobody'
  test.each([
    ['staff: {}', `24: hub.namespaces.staff needs a join, which says who may: ${roles}`],
    ['staff: { publish: user }', `24: hub.namespaces.staff needs a join, which says who may: ${roles}`],
    ['Room: { join: guest }', `24: hub.namespaces cannot have "Room": ${name}`],
    ['"room:": { join: guest }', `24: hub.namespaces cannot have "room:": ${name}`],
    ['room: { join: gest }', '38: unknown role "gest"; did you mean "guest"?'],
    ['room: { join: everybody }', `38: unknown role "everybody"; it is one of ${roles}`],
    ['room: { words: hide }', '39: unknown value of words "hide"; it is one of mask, refuse, off'],
    ['room: { keep: 300 }', '38: hub.namespaces.room.keep must be keys and values, not the number 300'],
    [
      'room: { keep: { hours: 0 } }',
      '47: hub.namespaces.room.keep.hours must be a whole number from 1 to 8760, not the number 0',
    ],
    [
      'room: { rate: 0.5 }',
      '38: hub.namespaces.room.rate must be a whole number from 0 to 100000, not the number 0.5',
    ],
    [
      'room: { data: ./schema.json }',
      '38: hub.namespaces.room.data must be a JSON schema such as { type: object }, not the text "./schema.json"',
    ],
    [
      'room: { data: { maximum: .inf } }',
      '49: hub.namespaces.room.data.maximum must be a number that JSON has, not the number .inf',
    ],
    ['room: { moderation: {} }', '32: hub.namespaces.room.moderation needs a handler'],
    ['room: { moderation: true }', '44: hub.namespaces.room.moderation must be keys and values, not true'],
    [
      'room: { moderation: { handler: ./m.handler, timeout_ms: 5 } }',
      '68: "timeout_ms" does not belong here',
    ],
    ['room: { max_member: 5 }', '32: unknown key "max_member"; did you mean "max_members"?'],
    ['room: true', '30: hub.namespaces.room must be keys and values, not true'],
  ])('%s', (written, mistake) => {
    const [first = '', ...others] = mistakesOf(`hub: { namespaces: {   ${written} } }`)
    expect(first).toContain(`poc.yaml:1:${mistake}`)
    expect(others).toEqual([])
  })

  test.each([
    [
      'limits: { channels: 0 }',
      'hub.limits.channels must be a whole number from 1 to 100000, not the number 0',
    ],
    ['limits: { publish_byte: 5 }', 'unknown key "publish_byte"; did you mean "publish_bytes"?'],
    ['unique_names: yes', 'hub.unique_names must be true or false, not the text "yes"'],
    ['room: { join: guest }', 'unknown key "room"'],
  ])('%s', (written, mistake) => {
    const mistakes = mistakesOf(`hub: { ${written} }`)
    expect(mistakes).toEqual([expect.stringContaining(mistake)])
  })

  test('data that is in itself is not followed for ever', () => {
    const itself = 'hub: { namespaces: { room: { data: &d { a: *d, b: *d } } } }'
    expect(mistakesOf(itself).length).toBeGreaterThan(0)
  })
})

describe('the admin token', () => {
  const isLong = 'must be a text of 16 to 512 letters, digits and signs of ASCII, without spaces'
  test.each(['hunter2', 'hunter2 hunter2 hunter2', '"hunter2hunter2hunter2ä"', '[hunter2]'])(
    'that cannot be one is never shown: %s',
    (written) => {
      expect(mistakesOf(`admin_token: ${written}`)).toEqual([`poc.yaml:1:14: admin_token ${isLong}`])
    },
  )

  test('may come from the environment', () => {
    const options = { name: 'a', env: { T: 'hunter2-hunter2-hunter2' } }
    expect(readStageFile('admin_token: ${T}', options)).toEqual({ adminToken: options.env.T })
  })
})
