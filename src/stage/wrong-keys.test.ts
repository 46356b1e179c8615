import { describe, expect, test } from 'vitest'
import { mistakesOf } from './wrong-file.fixture.ts'

const topKeys =
  'iam_auth, log_level, profile, public_url, trusted_proxies, region, jwt_secret, admin_token, credentials, apis, hub, limits, user_pool, providers, bus, redis, aws'

const ofOnesOwn = 'an API of your own is keys and values with routes among them'

describe('a key', () => {
  test.each([
    ['iam_aut: true', '1:1: unknown key "iam_aut"; did you mean "iam_auth"?'],
    ['iamAuth: true', '1:1: unknown key "iamAuth"; did you mean "iam_auth"?'],
    ['IAM-AUTH: true', '1:1: unknown key "IAM-AUTH"; did you mean "iam_auth"?'],
    ['webhooks: []', `1:1: unknown key "webhooks"; the keys here are ${topKeys}`],
    ['__proto__: { iam_auth: true }', `1:1: unknown key "__proto__"; the keys here are ${topKeys}`],
    ['limits: { rat: 5 }', '1:11: unknown key "rat"; did you mean "rate"?'],
    ['apis: { rela: true }', `1:9: unknown key "rela"; did you mean "relay"? (${ofOnesOwn})`],
    [
      'apis: { moon: true }',
      `1:9: unknown key "moon"; the keys here are chat, relay, notify, webchat, lobby, hub (${ofOnesOwn})`,
    ],
    ['providers: { googlePlay: }', '1:14: unknown key "googlePlay"; did you mean "google_play"?'],
    ['<<: { iam_auth: true }', '1:1: merge keys ("<<") are not read here; write the keys out'],
  ])('is one of the known ones: %s', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })

  test.each([
    ['rate: 5', '1:1: "rate" does not belong here; did you mean limits.rate?'],
    ['maxFrameBytes: 5', '1:1: "maxFrameBytes" does not belong here; did you mean limits.max_frame_bytes?'],
    ['routes: {}', '1:1: "routes" does not belong here; did you mean apis.<name>.routes?'],
    ['path: /', '1:1: "path" does not belong here; did you mean apis.<name>.path?'],
    ['relay: true', '1:1: "relay" does not belong here; did you mean apis.relay?'],
    ['web_api_key: a', '1:1: "web_api_key" does not belong here; did you mean providers.steam.web_api_key?'],
    [
      'access_key_id: a',
      '1:1: "access_key_id" does not belong here; did you mean credentials[].access_key_id?',
    ],
    [
      'apis: { relay: { rate: 5 } }',
      '1:18: "rate" does not belong here; did you mean apis.relay.limits.rate or apis.relay.throttle.rate?',
    ],
    [
      'apis: { relay: { iam_auth: true } }',
      '1:18: "iam_auth" does not belong here; it goes under no other key',
    ],
  ])('is where it belongs: %s', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })

  test.each([
    [
      'at the top',
      'iam_auth: true\n\niam_auth: false',
      '3:1: iam_auth is here twice; the first is on line 1',
    ],
    ['below', 'limits:\n  rate: 5\n  rate: 5', '3:3: limits.rate is here twice; the first is on line 2'],
  ])('is there once: %s', (_, text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })

  test.each([
    ['limits: 5', '1:9: limits must be keys and values, not the number 5'],
    ['limits: [rate]', '1:9: limits must be keys and values, not a list'],
    [
      'limits: rate:5',
      '1:9: limits must be keys and values, not the text "rate:5"; a space is missing after the colon',
    ],
    [
      'credentials: { access_key_id: a }',
      '1:1: credentials must be a list, not keys and values; begin each of its lines with "- "',
    ],
    ['providers: { steam: false }', '1:21: providers.steam must be keys and values, not false'],
    ['providers: { cognito: true }', '1:23: providers.cognito must be keys and values, not true'],
  ])('has the right kind of value: %s', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([`poc.yaml:${mistake}`])
  })

  test('comes with those that it needs', () => {
    expect(mistakesOf('providers:\n  steam:\n  facebook: { url: "http://a.example" }')).toEqual([
      'poc.yaml:2:3: providers.steam needs an app_id',
      'poc.yaml:2:3: providers.steam needs a web_api_key',
      'poc.yaml:3:3: providers.facebook needs an app_id',
    ])
    expect(mistakesOf('credentials:\n  - access_key_id: a')).toEqual([
      'poc.yaml:2:5: credentials[0] needs a secret_access_key',
    ])
  })
})

test('no two credentials have the same id', () => {
  const both = '{ access_key_id: a, secret_access_key: b }'
  expect(mistakesOf(`credentials: [${both}, ${both}]`)).toEqual([
    'poc.yaml:1:14: credentials has an access_key_id twice',
  ])
})
