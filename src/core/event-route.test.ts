import Type from 'typebox'
import { expect, test } from 'vitest'
import type { EventContext } from './context.ts'
import { on, ruleOf } from './event-route.ts'
import { noVerbs } from './no-verbs.fixture.ts'
import type { BusEvent } from './ports/events.ts'

const Detail = Type.Object({
  entityId: Type.String(),
  nested: Type.Optional(Type.Object({ a: Type.Integer() })),
})

const event = (detail: BusEvent['detail']): BusEvent => ({
  id: 'event-id',
  bus: 'default',
  source: 'CLI',
  detailType: 'Entity Updated',
  detail,
  resources: [],
  time: 0,
})

/** A context that writes down what is published. */
function open() {
  const published: string[] = []
  const c: EventContext = {
    ...noVerbs(),
    publish: (topic, frame) => void published.push(`${topic} ${frame}`),
  }
  return { c, published }
}

const tell = on({ detailTypes: ['Entity Updated'] }, Detail, (c, { entityId }) => c.publish('t', entityId))

test('an event is handled with its detail', () => {
  const { c, published } = open()
  expect(tell.handle(c, event({ entityId: 'e', more: 1 }))).toBeUndefined()
  expect(published).toEqual(['t e'])
})

test.each([
  ['misses a member', {}, 'detail.entityId is missing'],
  ['has one of another type', { entityId: 5 }, 'detail.entityId must be string'],
  ['has a wrong one inside', { entityId: 'e', nested: { a: 'x' } }, 'detail.nested.a must be integer'],
])('a detail that %s is thrown, with what is wrong, and not handled', (_, detail, why) => {
  const { c, published } = open()
  expect(() => tell.handle(c, event(detail))).toThrow(new TypeError(why))
  expect(published).toEqual([])
})

test('a detail that is wrong as a whole is named as such', () => {
  const route = on({}, Type.Object({}, { minProperties: 1 }), () => {})
  expect(() => route.handle(open().c, event({}))).toThrow(/^detail must /)
})

test('what a handler throws or rejects with comes out of its rule', async () => {
  const { c } = open()
  const throwing = on({}, Detail, () => {
    throw new Error('boom')
  })
  const rejecting = on({}, Detail, () => Promise.reject(new Error('boom')))
  expect(() => ruleOf('rule', throwing, c).handle(event({ entityId: 'e' }))).toThrow('boom')
  await expect(ruleOf('rule', rejecting, c).handle(event({ entityId: 'e' }))).rejects.toThrow('boom')
})

test('a rule has the pattern of its route, on the default bus if the route names none', () => {
  const { c } = open()
  expect(ruleOf('rule', tell, c)).toEqual({
    name: 'rule',
    bus: 'default',
    detailTypes: ['Entity Updated'],
    handle: expect.any(Function),
  })
  const onBus = on({ bus: 'b', sources: ['s'] }, Detail, () => {})
  expect(ruleOf('other', onBus, c)).toEqual({
    name: 'other',
    bus: 'b',
    sources: ['s'],
    handle: expect.any(Function),
  })
})

test('a rule hands its events to the route', () => {
  const { c, published } = open()
  void ruleOf('rule', tell, c).handle(event({ entityId: 'e' }))
  expect(published).toEqual(['t e'])
})

test('a route says in words what it does, or nothing', () => {
  expect(on({}, Detail, () => {}, 'Tell all.').summary).toBe('Tell all.')
  expect(tell).toMatchObject({ summary: '', schema: Detail })
})
