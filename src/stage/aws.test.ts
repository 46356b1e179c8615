import { expect, test } from 'vitest'
import { readStageFile } from './read-stage-file.ts'
import { env, mistakesOf } from './wrong-file.fixture.ts'

const domain = 'name: example.com, hosted_zone_id: Z1, hosted_zone_name: example.com'

test('a stage on AWS is read', () => {
  const text = `aws: { account: "123456789012", region: eu-west-1, retain: true, domain: { ${domain} }, fleet: { min: 2 } }`
  expect(readStageFile(text, { name: 'poc.yaml', env }).aws).toEqual({
    account: '123456789012',
    region: 'eu-west-1',
    retain: true,
    domain: { name: 'example.com', hostedZoneId: 'Z1', hostedZoneName: 'example.com' },
    fleet: { min: 2 },
  })
})

test.each([
  [
    'a number as an account',
    'account: 123456789012',
    /aws\.account must be the 12 digits of an account, in quotes/,
  ],
  ['an account that is too short', 'account: "1234"', /aws\.account must be the 12 digits/],
  [
    'days that CloudWatch does not know',
    'log_retention_days: 31',
    /must be one of the spans of CloudWatch: 1, 3/,
  ],
  [
    'a certificate of something else',
    'fleet: { certificate_arn: arn:aws:iam::1:x }',
    /must be an ARN such as arn:aws:acm/,
  ],
  ['more tasks than the most', 'fleet: { min: 11 }', /aws\.fleet has a min above its max/],
  ['a fleet that scales too late', 'fleet: { cpu_percent: 81 }', /whole number from 10 to 80/],
  ['a domain without its zone', 'domain: { name: example.com }', /aws\.domain needs a hosted_zone_id/],
  [
    'a domain of another zone',
    'domain: { name: a.example.com, hosted_zone_id: Z1, hosted_zone_name: example.org }',
    /aws\.domain has a name that is not in its hosted zone/,
  ],
  ['a domain in capitals', `domain: { ${domain.replace('example', 'Example')} }`, /must be a domain name/],
])('is refused: %s', (_, text, mistake) => {
  expect(mistakesOf(`aws: { ${text} }`).join('\n')).toMatch(mistake)
})
