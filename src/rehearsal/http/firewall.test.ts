import { expect, test } from 'vitest'
import type { Model, Resource } from '../template/index.ts'
import { firewallOf } from './firewall.ts'

const stageArn = 'arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod'
const aclArn = 'arn:aws:wafv2:us-east-1:000000000000:regional/webacl/own/1'

const resource = (type: string, properties: Resource['properties'], arn = ''): Resource => ({
  stack: 'stack',
  logicalId: type,
  type,
  properties,
  ref: type,
  attribute: () => '',
  arn,
  hasArn: arn !== '',
  name: type,
  path: type,
  dependsOn: [],
})

const acl = resource(
  'AWS::WAFv2::WebACL',
  {
    Rules: [
      { Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 3, AggregateKeyType: 'IP' } } },
      { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesCommonRuleSet' } } },
    ],
  },
  aclArn,
)
const association = resource('AWS::WAFv2::WebACLAssociation', { ResourceArn: stageArn, WebACLArn: aclArn })
const nothing = (): never => {
  throw new Error('is not asked for')
}
const model: Model = {
  out: '',
  accountId: '',
  region: '',
  stacks: [],
  resources: [acl, association],
  ofType: (type) => [acl, association].filter((one) => one.type === type),
  byArn: (arn) => [acl].find((one) => one.arn === arn),
  output: nothing,
  codeFolder: nothing,
  assetPath: nothing,
  secretString: nothing,
  problems: () => [],
}

test('an address is let through so often within five minutes, and others do not count', () => {
  let now = 0
  const clock = { now: () => now, every: () => () => {}, after: () => () => {} }
  const firewall = firewallOf(model, stageArn, clock)
  expect([1, 2, 3, 4].map(() => firewall.lets('one'))).toEqual([true, true, true, false])
  expect(firewall.lets('other')).toBe(true)
  now = 300_000
  expect(firewall.lets('one')).toBe(true)
})

test('a stage without a web ACL lets everybody through', () => {
  const clock = { now: () => 0, every: () => () => {}, after: () => () => {} }
  const firewall = firewallOf(model, 'another stage', clock)
  expect(Array.from({ length: 10 }, () => firewall.lets('one'))).not.toContain(false)
})
