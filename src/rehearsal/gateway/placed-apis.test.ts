import { expect, test } from 'vitest'
import { placedApis } from './placed-apis.ts'
import type { WebSocketApi } from './web-socket-apis.ts'

const api = (name: string, stage: string): WebSocketApi => ({
  id: name,
  name,
  path: name,
  selector: '$request.body.action',
  stage,
  variables: undefined,
  throttle: undefined,
  routeThrottles: {},
  routes: [],
  authorizer: { kind: 'none' },
})

const paths = (...apis: readonly WebSocketApi[]): readonly (readonly string[])[] =>
  placedApis(apis).map((place) => place.paths)

test('every API is at its stage, and the chat at the root too', () => {
  const placed = paths(
    api('stoa-poc-chat', 'chat'),
    api('stoa-poc-relay', 'prod'),
    api('stoa-poc-webchat', 'poc'),
  )
  expect(placed).toEqual([['/', '/chat'], ['/prod'], ['/poc']])
})

test('an API makes way for a web chat with the same stage', () => {
  const placed = paths(api('stoa-dev-notify', 'dev'), api('stoa-dev-webchat', 'dev'))
  expect(placed).toEqual([['/notify'], ['/dev']])
})

test('only the chat takes upgrades on paths where nothing is', () => {
  const placed = placedApis([api('stoa-poc-chat', 'chat'), api('stoa-poc-lobby', 'LATEST')])
  expect(placed.map(({ takesUnmapped }) => takesUnmapped)).toEqual([true, false])
})
