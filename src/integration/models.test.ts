import { describe, expect, test } from 'vitest'
import { compileModels, type Models } from './models.ts'
import { SlowModels } from './slow-models.ts'

const clock = { now: () => 0, every: () => () => {}, after: () => () => {} }
const slow = new SlowModels(clock)

const check = (schema: unknown, text: string): ReturnType<Models> =>
  compileModels({ models: { $default: schema }, name: 'route "move"', slow })(parsed(text), text, 'c')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const move = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['to'],
  properties: {
    to: { $ref: '#/definitions/place' },
    'a/b': { type: 'string' },
    kind: { enum: ['walk', 'run'] },
  },
  definitions: {
    place: {
      type: 'object',
      required: ['x'],
      properties: { x: { type: 'number', minimum: 0, exclusiveMinimum: true } },
    },
  },
}

describe('a model', () => {
  test.each(['{"to":{"x":1}}', '{"to":{"x":0.1},"kind":"run","more":[]}'])('takes %s', (text) => {
    expect(check(move, text)).toEqual({ valid: true })
  })

  test.each([
    ['{}', 'to', 'is missing'],
    ['{"to":{}}', 'to.x', 'is missing'],
    ['{"to":{"x":0}}', 'to.x', 'must be > 0'],
    ['{"to":{"x":1},"a/b":5}', 'a/b', 'must be string'],
    ['{"to":{"x":1},"kind":"fly"}', 'kind', 'must be equal to one of the allowed values'],
    ['[]', '', 'must be object'],
    ['null', '', 'must be object'],
  ])('refuses %s and says where', (text, field, why) => {
    expect(check(move, text)).toEqual({ valid: false, field, why })
  })

  test('refuses what is no JSON, whatever it allows', () => {
    expect(check({}, 'hello')).toEqual({ valid: false, field: '', why: 'is not JSON' })
    expect(check({ type: 'string' }, '"hello"')).toEqual({ valid: true })
    expect(check({}, '""')).toEqual({ valid: true })
  })

  test('does not find what every object inherits', () => {
    expect(check({ required: ['constructor'] }, '{}')).toMatchObject({ valid: false, field: 'constructor' })
  })

  test('may want items that are unique', async () => {
    const schema = { properties: { tags: { uniqueItems: true } } }
    expect(await check(schema, '{"tags":[{"a":1},{"a":2}]}')).toEqual({ valid: true })
    expect(await check(schema, '{"tags":[{"a":1,"b":2},{"b":2,"a":1}]}')).toEqual({
      valid: false,
      field: 'tags',
      why: 'must not have an item twice',
    })
    expect(check({ uniqueItems: false }, '[1,1]')).toEqual({ valid: true })
  })

  test('ignores formats', () => {
    expect(check({ properties: { at: { format: 'date-time' } } }, '{"at":"soon"}')).toEqual({ valid: true })
    expect(check({ format: 'never-heard-of' }, '"x"')).toEqual({ valid: true })
  })

  test('that follows the body down refuses one that is nested too deeply', () => {
    const schema = { type: 'array', items: { $ref: '#' } }
    const depth = 60_000
    expect(check(schema, '[[[]]]')).toEqual({ valid: true })
    expect(check(schema, `${'['.repeat(depth)}${']'.repeat(depth)}`)).toEqual({
      valid: false,
      field: '',
      why: 'is nested too deeply',
    })
  })

  test('is checked elsewhere only where it may take long', async () => {
    const schema = { items: { enum: Array.from({ length: 20 }, (_, at) => at) } }
    expect(check(schema, '[1,2,30]')).not.toBeInstanceOf(Promise)
    const large = check(schema, JSON.stringify(Array.from({ length: 40_000 }, () => 1)))
    expect(large).toBeInstanceOf(Promise)
    expect(await large).toEqual({ valid: true })
    expect(check({ pattern: 'a' }, '"b"')).toBeInstanceOf(Promise)
  })

  test.each([
    ['a type that does not exist', { type: 'text' }, 'schema is invalid'],
    [
      'a reference to elsewhere',
      { $ref: 'https://example.com/a.json' },
      'must lead to a place in the same model',
    ],
    ['a reference to nowhere', { $ref: '#/definitions/a' }, 'must lead to a place in the same model'],
    ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'JSON Schema draft 4'],
    ['an async schema', { $async: true }, '$async'],
    ['a bad pattern', { pattern: '(' }, 'Invalid regular expression'],
    ['no object', 'string', 'a model is an object'],
  ])('with %s is refused by name', (_label, schema, why) => {
    expect(() => check(schema, '{}')).toThrow('route "move", model "$default": ')
    expect(() => check(schema, '{}')).toThrow(why)
  })
})

describe('models', () => {
  const models = { walk: { required: ['to'] }, run: { required: ['from'] } }
  const selected = (all: Record<string, unknown>, body: unknown) =>
    compileModels({ models: all, selector: '$request.body.kind', name: 'route "move"', slow })(
      body,
      JSON.stringify(body),
      'c',
    )

  test('are chosen by the body', () => {
    expect(selected(models, { kind: 'walk', to: 1 })).toEqual({ valid: true })
    expect(selected(models, { kind: 'run', to: 1 })).toMatchObject({ valid: false, field: 'from' })
  })

  test('have one for any other body, if it is called so', () => {
    expect(selected({ ...models, $default: { required: ['why'] } }, { kind: 'fly' })).toMatchObject({
      valid: false,
      field: 'why',
    })
  })

  test('refuse a body that none is for', () => {
    expect(selected(models, { kind: 'fly' })).toEqual({ valid: false, field: '', why: 'has no model "fly"' })
    expect(selected(models, {})).toMatchObject({ valid: false })
    expect(selected(models, { kind: 'constructor' })).toMatchObject({ valid: false })
  })

  test('with the same id do not get in each other’s way', () => {
    const same = { id: 'https://example.com/a', required: ['a'] }
    expect(selected({ walk: same, run: { ...same, required: ['b'] } }, { kind: 'run' })).toMatchObject({
      field: 'b',
    })
  })

  test('with a selector that cannot be read are refused', () => {
    expect(() => compileModels({ models, selector: '$context.x', name: '', slow })).toThrow(SyntaxError)
  })
})
