import { expect, test } from 'vitest'
import {
  type HubNamespaceStage,
  type HubStage,
  readStageFile,
  type StageFile,
} from '../../../src/stage/index.ts'
import { stageOf } from '../stage.ts'
import { serverSettings } from './server-settings.ts'

const issuerUrl = 'https://issuer.example.com'
const queueUrls = { 'notify:0': 'https://sqs.eu-west-1.amazonaws.com/123456789012/notify-0' }

const settingsOf = (file: StageFile): string =>
  serverSettings({
    stage: stageOf('dev', file),
    issuerUrl,
    redisUrl: 'rediss+cluster://stoa:${PASSWORD}@cache.example.com:6379',
    queueUrls,
    eventBuses: { 'chatBus-dev': 'chatBus-dev-fleet' },
  })

/** What a node makes of it. */
const readBack = (file: StageFile = {}): StageFile =>
  readStageFile(settingsOf(file), { name: 'STOA_CONFIG', env: { PASSWORD: 'w0rd' } })

test.each(['chat', 'hub'] as const)('%s takes the tokens of the issuer, and of nobody else', (name) => {
  expect(readBack().apis?.[name]).toMatchObject({
    authorizers: [{ type: 'jwks', issuer: issuerUrl, audience: 'gamebackend' }],
  })
})

test('a node finds its cache, its queues and its buses', () => {
  expect(readBack()).toMatchObject({
    redis: { url: 'rediss+cluster://stoa:w0rd@cache.example.com:6379' },
    bus: { queueUrls, eventBuses: { 'chatBus-dev': 'chatBus-dev-fleet' } },
  })
})

test('how APIs behave is that of the stage', () => {
  const chat = { path: '/talk', limits: { rate: 5, burst: 9, userRate: 7 }, idleTimeoutSeconds: 60 }
  const file: StageFile = { profile: 'aws', limits: { maxFrameBytes: 1_000 }, apis: { chat, lobby: false } }
  expect(readBack(file)).toMatchObject({ ...file, apis: { chat, lobby: false } })
})

test('no secret of the stage file is in it', () => {
  const secret = 'a secret of the stage'
  const jwt = { type: 'jwt', secret } satisfies { type: 'jwt'; secret: string }
  const file: StageFile = {
    jwtSecret: secret,
    credentials: [{ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: secret }],
    apis: { chat: { authorizers: [jwt] }, notify: { authorizers: [jwt] } },
    redis: { url: `redis://:${secret}@example.com` },
  }
  expect(settingsOf(file)).not.toContain(secret)
})

test('the rules of the hub are those of the stage, with schemas as they were', () => {
  const data = { type: 'object', properties: { aText: { type: 'string', maxLength: 9 } } }
  const rules = { join: 'user', keep: { events: 5 }, maxMembers: 7, data } satisfies HubNamespaceStage
  const hub = {
    namespaces: { team: rules, game: false },
    limits: { publishBytes: 9 },
    uniqueNames: true,
  } satisfies HubStage
  expect(readBack({ hub }).hub).toEqual(hub)
})
