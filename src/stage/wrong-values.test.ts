import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

const rate = 'limits.rate must be a whole number from 1 to 1000000, not'
const levels = 'NONE, FATAL, ERROR, WARN, INFO, DEBUG, TRACE'
const anId = 'an id of 1 to 256 characters, without spaces and slashes'

describe('a flag', () => {
  const no = 'iam_auth must be true or false, not'
  test.each([
    [
      'yes',
      '1:11: iam_auth must be true or false, not the text "yes"; YAML 1.2 reads that as a text: write true',
    ],
    ['"yes please"', `1:11: ${no} the text "yes please"; YAML 1.2 reads that as a text: write true`],
    ['off', `1:11: ${no} the text "off"; YAML 1.2 reads that as a text: write false`],
    ['"true"', `1:11: ${no} the text "true"; take the quotes away`],
    ['1', `1:11: ${no} the number 1`],
    ['[true]', `1:11: ${no} a list`],
    ['{ on: true }', `1:1: ${no} keys and values`],
    ['${STAGE_WORD}', `1:11: ${no} the value of "\${STAGE_WORD}"`],
    ['', '1:1: iam_auth has no value; give it one, or take the line out'],
    ['~', '1:1: iam_auth has no value; give it one, or take the line out'],
  ])('is not %s', (written, mistake) => {
    expect(mistakesOf(`iam_auth: ${written}`)).toEqual([`poc.yaml:${mistake}`])
  })
})

describe('a number', () => {
  test.each([
    ['0', `${rate} the number 0`],
    ['-5', `${rate} the number -5`],
    ['1.5', `${rate} the number 1.5`],
    ['.inf', `${rate} the number .inf`],
    ['1000001', `${rate} the number 1000001`],
    ['fast', `${rate} the text "fast"`],
    ['"100"', `${rate} the text "100"; take the quotes away`],
    ['1_000', `${rate} the text "1_000"; write digits only`],
    ['10k', `${rate} the text "10k"; write digits only`],
    ['true', `${rate} true`],
    ['${STAGE_WORD}', `${rate} the value of "\${STAGE_WORD}"`],
    ['${STAGE_NONE}', 'limits.rate: the environment variable STAGE_NONE is not set'],
  ])('of frames is not %s', (written, mistake) => {
    expect(mistakesOf(`limits:\n  rate: ${written}`)).toEqual([`poc.yaml:2:9: ${mistake}`])
  })
})

describe('a word', () => {
  test.each([
    ['log_level: DEBG', '1:12: unknown log_level "DEBG"; did you mean "DEBUG"?'],
    ['log_level: warning', '1:12: unknown log_level "warning"; did you mean "WARN"?'],
    ['log_level: loud', `1:12: unknown log_level "loud"; it is one of ${levels}`],
    ['log_level: off', `1:12: unknown log_level "off"; it is one of ${levels}`],
    ['log_level: 5', `1:12: log_level must be one of ${levels}, not the number 5`],
    ['log_level: ${STAGE_WORD}', `1:12: unknown log_level "\${STAGE_WORD}"; it is one of ${levels}`],
    ['profile: AWS', '1:10: unknown profile "AWS"; did you mean "aws"?'],
    ['profile: closed', '1:10: unknown profile "closed"; it is one of open, aws'],
  ])('is one of the known ones: %s', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })
})

describe('a text', () => {
  const origin = 'public_url must be an origin such as https://chat.example.com, without a path'
  const region = 'region must be a region such as eu-west-1, not'
  const proxy = 'must be an address, a net such as 10.0.0.0/8, or loopback, not'
  test.each([
    ['public_url: chat.example.com', `1:13: ${origin}`],
    ['public_url: https://a.example/path', `1:13: ${origin}`],
    ['public_url: https://ada:secret@a.example', `1:13: ${origin}`],
    ['trusted_proxies: [10.0.0.0/33]', `1:19: trusted_proxies[0] ${proxy} the text "10.0.0.0/33"`],
    ['trusted_proxies: [loopback, lb.example]', `1:29: trusted_proxies[1] ${proxy} the text "lb.example"`],
    ['trusted_proxies: [0.0.0.0/0]', `1:19: trusted_proxies[0] ${proxy} the text "0.0.0.0/0"`],
    ['trusted_proxies: ["::1/129"]', `1:19: trusted_proxies[0] ${proxy} the text "::1/129"`],
    [
      'trusted_proxies: 10.0.0.0/8',
      '1:18: trusted_proxies must be a list, not the text "10.0.0.0/8"; begin each of its lines with "- "',
    ],
    ['region: Frankfurt', `1:9: ${region} the text "Frankfurt"`],
    ['region: 5', `1:9: ${region} the number 5; put it in quotes`],
    ['region: ${STAGE_EMPTY}', `1:9: ${region} the value of "\${STAGE_EMPTY}"`],
    [
      'region: ${STAGE',
      '1:9: region: ${ begins the name of a variable, as in ${NAME} or ${NAME:-default}; a literal one is $${',
    ],
    [
      'user_pool: { admin_email: ada }',
      '1:27: user_pool.admin_email must be an e-mail address, not the text "ada"',
    ],
    ['user_pool: { id: 0123 }', `1:18: user_pool.id must be ${anId}, not the number 0123; put it in quotes`],
    [
      'user_pool: { id: 12345678901234567890 }',
      `1:18: user_pool.id must be ${anId}, not the number 12345678901234567890; put it in quotes`,
    ],
    ['user_pool: { id: a b }', `1:18: user_pool.id must be ${anId}, not the text "a b"`],
    [
      'bus: { alarm_webhook: ftp://a.example }',
      '1:23: bus.alarm_webhook must be a URL that begins with http:// or https://',
    ],
    [
      'bus: { queue_urls: { notify: "https://a.example/b" } }',
      '1:22: bus.queue_urls cannot have "notify": write notify:0 for the first event route of notify, rule:NAME for a rule of this file',
    ],
    [
      'bus: { queue_urls: { "notify:0": notify-0 } }',
      '1:34: bus.queue_urls.notify:0 must be the URL of a queue, such as https://sqs.us-east-1.amazonaws.com/123456789012/notify-0, not the text "notify-0"',
    ],
    [
      'bus: { event_buses: { a b: mine } }',
      '1:23: bus.event_buses cannot have "a b": it is not the name of a bus',
    ],
    [
      'bus: { event_buses: { a: "arn:aws:sqs:x" } }',
      '1:26: bus.event_buses.a must be the name or the ARN of an event bus, not the text "arn:aws:sqs:x"',
    ],
    ['bus: { attempts: 21 }', '1:18: bus.attempts must be a whole number from 1 to 20, not the number 21'],
  ])('is what it is for: %s', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })

  test('is shown short, on one line and without what cannot be seen', () => {
    const [mistake = ''] = mistakesOf(`region: "\\e[31m${'x'.repeat(500)}\\n"`)
    expect(mistake).toBe(`poc.yaml:1:9: ${region} the text " [31m${'x'.repeat(35)}…"`)
  })
})

describe('a secret', () => {
  const isLong = 'must be a text of 16 to 4096 characters, on one line'
  test.each([
    ['too short', 'jwt_secret: hunter2', `1:13: jwt_secret ${isLong}`],
    ['a number', 'jwt_secret: 7777777777777777', `1:13: jwt_secret ${isLong}; put it in quotes`],
    ['a list', 'jwt_secret: [hunter2]', `1:13: jwt_secret ${isLong}`],
    ['keys', 'jwt_secret: { hunter2: 1 }', `1:1: jwt_secret ${isLong}`],
    ['on two lines', 'jwt_secret: |\n  hunter2hunter2hunter2\n  x', `1:13: jwt_secret ${isLong}`],
    [
      'a tag',
      'jwt_secret: !hunter2hunter2hunter2',
      '1:13: tags are not read here; a text that begins with "!" goes in quotes',
    ],
    [
      'an alias',
      'jwt_secret: *hunter2hunter2hunter2',
      '1:13: jwt_secret is an alias, but no anchor of that name comes before it',
    ],
    [
      'after a broken escape',
      'jwt_secret: "\\hunter2hunter2hunter2"',
      '1:14: there is no such escape; in single quotes a backslash is only a backslash',
    ],
    [
      'with a colon',
      'jwt_secret: hunter2: hunter2',
      '1:13: there is a second key on this line, or the lines are not indented alike; a text with ": " goes in quotes',
    ],
    ['after a list', '- a\nhunter2', '2:1: unexpected scalar at node end'],
  ])('is never shown: %s', (_, text, mistake) => {
    const mistakes = mistakesOf(text)
    expect(mistakes).toContain(`poc.yaml:${mistake}`)
    expect(mistakes.join('\n')).not.toMatch(/hunter2|7777/)
  })
})
