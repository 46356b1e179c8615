import { expect, test } from 'vitest'
import { exampleStageFile } from './example-stage-file.ts'
import { readStageFile } from './read-stage-file.ts'
import { plainName } from './reading/nearest.ts'
import { stagePaths } from './stage-fields.ts'

const env = {
  STOA_JWT_SECRET: 'a secret of 22 letters',
  STOA_ADMIN_TOKEN: 'a-token-of-22-letters-',
  STOA_SECRET_ACCESS_KEY: 'secret',
  STOA_SESSION_TOKEN: 'token',
  STEAM_WEB_API_KEY: 'key',
  GOOGLE_CLIENT_SECRET: 'secret',
  GAME_API_KEY: 'key',
  REDIS_USER: 'stoa',
  REDIS_PASSWORD: 'secret',
}

const example = exampleStageFile('poc')
const uncommented = example.replaceAll(/^# /gm, '')

test('the example says what holds without it', () => {
  expect(readStageFile(example, { name: 'poc.yaml', env: {} })).toEqual({ iamAuth: false, logLevel: 'INFO' })
})

test('the example has no mistake when all of it counts', () => {
  const stage = readStageFile(uncommented, { name: 'poc.yaml', env })
  expect(stage.jwtSecret).toBe(env.STOA_JWT_SECRET)
  expect(stage.adminToken).toBe(env.STOA_ADMIN_TOKEN)
  expect(stage.apis?.hub).toEqual({ path: '/hub' })
  expect(stage.apis?.webchat).toEqual({ path: '/poc' })
  expect(stage.apis?.chat).toMatchObject({ path: '/', profile: 'open', idleTimeoutSeconds: 600 })
  expect(stage.apis?.chat).toHaveProperty('routeThrottles', { message: { rate: 1_000, burst: 500 } })
  expect(stage.hosted).toMatchObject([{ name: 'game', path: '/game', stage: 'game' }])
  expect(Object.keys(stage.hosted?.[0]?.routes ?? {})).toHaveLength(6)
  expect(stage.bus?.rules).toMatchObject([
    { name: 'scores', as: 'queue', detailTypes: ['ScoreChanged', 'ScoreLost'] },
    { name: 'ended', as: 'event', sources: ['game.rounds'], detailTypes: ['RoundEnded'] },
  ])
  expect(stage.bus?.queueUrls).toHaveProperty('notify:0')
  expect(stage.bus?.eventBuses).toEqual({ 'chatBus-poc': 'my-bus' })
  expect(stage.trustedProxies).toEqual(['10.0.0.0/8', '192.0.2.7', 'loopback'])
  expect(stage.providers?.steam?.appId).toBe('480')
  expect(stage.limits).toEqual({
    rate: 1_000,
    burst: 5_000,
    userRate: 1_000,
    userBurst: 5_000,
    outboundBytes: 1_048_576,
    inboundFrames: 64,
    topics: 1_000,
    maxFrameBytes: 32_768,
    maxMessageBytes: 131_072,
  })
})

test('each of its lines has no mistake where only it and what it is under counts', () => {
  const lines = example.split('\n')
  const keys = lines.flatMap((line, at) => (/^# {1,3}[a-z_]+:/.test(line) ? [at] : []))
  for (const at of keys) {
    const isTop = /^# [a-z]/.test(lines[at] ?? '')
    const parent = isTop ? at : lines.findLastIndex((line, above) => above < at && /^# [a-z]/.test(line))
    const below = lines.findIndex((line, after) => after > at && /^(# {1,3}[a-z]|$)/.test(line))
    const counting = lines.filter((_, line) => line === parent || (!isTop && line >= at && line < below))
    const text = counting.join('\n').replaceAll(/^# /gm, '')
    expect(() => readStageFile(text, { name: text, env })).not.toThrow()
  }
})

test('the example has every key', () => {
  const lines = uncommented.replaceAll(/^##.*$/gm, '')
  const written = new Set(
    [...lines.matchAll(/(?:^|[{,]) *(?:- )?([A-Za-z_]+):/gm)].map(([, key = '']) => plainName(key)),
  )
  const keys = stagePaths
    .map((path) => path.slice(path.lastIndexOf('.') + 1))
    .filter((key) => key !== '<name>')
  const authorizerKeys = ['type', 'secret', 'issuer', 'jwks_uri', 'audience', 'user_pool_id', 'client_id']
  const all = [...keys, ...authorizerKeys, 'identity_source']
  expect(all.filter((key) => !written.has(plainName(key)))).toEqual([])
})

test('every line of the example explains, is live or is a key', () => {
  const other = example.split('\n').filter((line) => !/^(##\s|# +(- )?[A-Za-z_$]+:|[a-z_]+: |$)/.test(line))
  expect(other).toEqual([])
})
