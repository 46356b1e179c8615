import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { everything } from './everything.fixture.ts'
import { readStage } from './stage.ts'

const read = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')

const { resources, outputs } = everything()

test('docs/aws.md has every output', () => {
  const document = read('aws.md')
  expect(outputs.filter((name) => !document.includes(`\`${name}\``))).toEqual([])
})

test('docs/cost.md counts the alarms that there are', () => {
  const alarms = resources.filter(
    ({ stack, type }) => stack === 'serverless' && type === 'AWS::CloudWatch::Alarm',
  )
  expect(read('cost.md')).toContain(`${alarms.length} × 0.10`)
})

test('a certificate for the load balancer is refused where it has no name to be for', () => {
  const text =
    'aws: { fleet: { certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d" } }'
  expect(() => readStage({ stage: 'dev', folder: import.meta.dirname, text, env: {} })).toThrow(
    'aws.fleet.certificate_arn needs aws.domain',
  )
})

test.each([
  ['for all', 'hub: { moderation: { handler: ./m.handler } }', 'hub.moderation'],
  [
    'for some',
    'hub: { namespaces: { room: { moderation: { handler: ./m.handler } } } }',
    'hub.namespaces.room.moderation',
  ],
])('a function that moderates is refused, because nobody would ask it: %s', (_, text, place) => {
  expect(() => readStage({ stage: 'dev', folder: import.meta.dirname, text, env: {} })).toThrow(
    `${place}: functions that moderate`,
  )
})
