import { describe, expect, test } from 'vitest'
import { interpolate } from './interpolate.ts'

const env = { NAME: 'ada', EMPTY: '', NESTED: '${NAME}' }

describe('a text with variables', () => {
  test.each([
    ['no variable', 'a $ b {c}', 'a $ b {c}'],
    ['one', '${NAME}', 'ada'],
    ['two with text around', '<${NAME}-${NAME}>', '<ada-ada>'],
    ['an empty one', '[${EMPTY}]', '[]'],
    ['a default that is not needed', '${NAME:-bob}', 'ada'],
    ['a default for one that is not set', '${NOBODY:-bob}', 'bob'],
    ['a default for an empty one', '${EMPTY:-bob}', 'bob'],
    ['an empty default', '[${NOBODY:-}]', '[]'],
    ['a default with colons', '${NOBODY:-http://a:1/}', 'http://a:1/'],
    ['a literal one', '$${NAME}', '${NAME}'],
    [
      'one of a selection expression',
      '${request.body.a}/${context.b}${NAME}',
      '${request.body.a}/${context.b}ada',
    ],
    ['a value that looks like one', '${NESTED}', '${NAME}'],
  ])('is filled in: %s', (_, template, text) => {
    expect(interpolate(template, env)).toMatchObject({ text })
  })

  test('says every variable that is not set', () => {
    expect(interpolate('${A} ${NAME} ${B}', env)).toEqual({
      problems: ['the environment variable A is not set', 'the environment variable B is not set'],
    })
  })

  test.each(['${', '${NAME', '${}', '${1A}', '${A-b}', '${A:?b}', '${A B}'])('cannot be %s', (template) => {
    const why = '${ begins the name of a variable, as in ${NAME} or ${NAME:-default}; a literal one is $${'
    expect(interpolate(template, env)).toEqual({ problems: [why] })
  })

  test('does not find what every object has', () => {
    expect(interpolate('${constructor}', env)).toHaveProperty('problems')
  })
})
