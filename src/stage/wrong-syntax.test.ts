import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

const aFile = 'a stage file is keys and values, as in "iam_auth: true";'

describe('a file', () => {
  test.each([
    ['a tab', 'limits:\n\trate: 5', '2:1: a tab cannot indent in YAML; use spaces'],
    [
      'an open brace',
      'limits: { rate: 5',
      '1:18: flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['an open quote', 'iam_auth: true\nregion: "eu\nbus:', '2:9: the quote that begins here has no end'],
    [
      'two keys on a line',
      'region: eu: west',
      '1:9: there is a second key on this line, or the lines are not indented alike; a text with ": " goes in quotes',
    ],
    ['no colon', 'iam_auth\nregion: x', '1:1: a key needs a colon and a space after it, on the same line'],
    ['no colon at the end', 'limits:\n  rate: 5\n  burst', '3:3: a key needs a colon and a space after it'],
    ['no space after a colon', 'iam_auth:true', `1:1: ${aFile} a space is missing after the colon`],
    [
      'a different indent',
      'limits:\n  rate: 5\n burst: 6',
      '3:1: this is not indented like what it belongs to',
    ],
    ['an @', 'region: @here', '1:9: a value cannot begin with this character; put it in quotes'],
    ['a key that is a list', '[a]: 1', '1:1: a key must be a text'],
    ['a tag', 'region: !here x', '1:9: tags are not read here; a text that begins with "!" goes in quotes'],
    [
      'a directive',
      '%HERE\n---\niam_auth: true',
      '1:1: directives are not read here; take out the line that begins with "%"',
    ],
    ['a closing brace', 'iam_auth: true\n}', '2:1: unexpected flow-map-end token in YAML stream'],
    [
      'a variable in braces',
      'limits: { rate: ${STAGE_RATE} }',
      '1:18: unexpected flow-map-start at node end; between braces and brackets, a text with ${ goes in quotes',
    ],
    [
      'a second document',
      'iam_auth: true\n---\nregion: x',
      '2:1: a second document begins here; a stage file is one',
    ],
    [
      'an alias of nothing',
      'limits: *here',
      '1:9: limits is an alias, but no anchor of that name comes before it',
    ],
    ['only a list', '- iam_auth', `1:1: ${aFile} this is a list`],
    ['only a text', 'iam_auth', `1:1: ${aFile} this is a text`],
  ])('has not %s', (_, text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })

  test('is not larger than 256 KB', () => {
    expect(mistakesOf(`#${'x'.repeat(256 * 1024)}`)).toEqual(['poc.yaml is larger than 256 KB'])
  })

  test.each(['[', '{a: ', '- ', '? '])('is not nested very deep with %s', (opening) => {
    const mistakes = mistakesOf(opening.repeat(60_000 / opening.length))
    expect(mistakes).toEqual([expect.stringContaining('lists and keys are nested more than 64 deep')])
  })

  test('is told to be no YAML soon, however large it is', () => {
    expect(mistakesOf(']'.repeat(130_000))).toEqual([
      'poc.yaml:1:1: unexpected flow-seq-end token in YAML document',
    ])
    expect(mistakesOf('${')).toEqual([
      'poc.yaml:1:1: ${ begins the name of a variable, as in ${NAME} or ${NAME:-default}; a literal one is $${',
    ])
  })

  test('does not follow more than 100 aliases', () => {
    const issuer = '&a { type: jwks, issuer: &i https://a.example, audience: *i }'
    const first = `{ authorizers: &all [${issuer}${', *a'.repeat(15)}] }`
    const others = ['relay', 'notify', 'webchat', 'lobby'].map((name) => `${name}: { authorizers: *all }`)
    const [mistake] = mistakesOf(`apis: { chat: ${first}, ${others.join(', ')} }`)
    expect(mistake).toMatch(/^poc\.yaml:1:\d+: there are more than 100 aliases to follow$/)
  })

  test('that refers to itself is still read to an end', () => {
    expect(mistakesOf('&a\nlimits: *a')).toEqual([
      'poc.yaml:2:1: "limits" does not belong here; it goes under no other key',
    ])
  })
})

describe('several mistakes', () => {
  test('are all told, in the order of the file', () => {
    expect(mistakesOf('log_level: DEBG\niam_aut: true\nlimits:\n  rate: no\napis:\n  moon: true\n')).toEqual([
      'poc.yaml:1:12: unknown log_level "DEBG"; did you mean "DEBUG"?',
      'poc.yaml:2:1: unknown key "iam_aut"; did you mean "iam_auth"?',
      'poc.yaml:4:9: limits.rate must be a whole number from 1 to 1000000, not the text "no"',
      'poc.yaml:6:3: unknown key "moon"; the keys here are chat, relay, notify, webchat, lobby, hub (an API of your own is keys and values with routes among them)',
    ])
  })

  test('after one of syntax are not told, because they may be none', () => {
    expect(mistakesOf('regoin: x\nlimits:\n\trate: 5\nfoo: 1')).toEqual([
      'poc.yaml:1:1: unknown key "regoin"; did you mean "region"?',
      'poc.yaml:3:1: a tab cannot indent in YAML; use spaces',
    ])
  })

  test('of syntax do not make a mistake of what could not be read because of them', () => {
    expect(
      mistakesOf('apis:\n  game:\n    path: /x\n\troutes:\n  rela: true\nproviders: { steam: { app_id: 5'),
    ).toEqual([
      'poc.yaml:4:1: a tab cannot indent in YAML; use spaces',
      'poc.yaml:6:32: flow map in block collection must be sufficiently indented and end with a }',
    ])
  })

  test('are at most fifty', () => {
    const mistakes = mistakesOf(Array.from({ length: 80 }, (_, n) => `key${n}: 1`).join('\n'))
    expect(mistakes).toHaveLength(51)
    expect(mistakes[50]).toBe('poc.yaml: and 30 more')
  })

  test('have their lines in a file from Windows too', () => {
    expect(mistakesOf('\uFEFFiam_auth: true\r\nregoin: x\r\n')).toEqual([
      'poc.yaml:2:1: unknown key "regoin"; did you mean "region"?',
    ])
  })
})
