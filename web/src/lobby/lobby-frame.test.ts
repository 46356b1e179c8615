import { expect, test } from 'vitest'
import { parseLobbyFrame, sendFrame } from './lobby-frame.ts'

const parse = (frame: unknown) => parseLobbyFrame(JSON.stringify(frame))

test('a message has a speaker and a text', () => {
  expect(parse({ action: 'message', from: 'Anonymous-ABCDEF', text: 'hello' })).toEqual({
    kind: 'said',
    from: 'Anonymous-ABCDEF',
    text: 'hello',
  })
})

test('only the host announces arrivals', () => {
  const text = 'Anonymous-ABCDEF joined'
  expect(parse({ action: 'message', from: '#host', text })).toEqual({
    kind: 'joined',
    name: 'Anonymous-ABCDEF',
  })
  expect(parse({ action: 'message', from: '#host', text: 'Anonymous-ABCDEF left' })).toEqual({
    kind: 'left',
    name: 'Anonymous-ABCDEF',
  })
  expect(parse({ action: 'message', from: 'Anonymous-ABCDEF', text })).toMatchObject({ kind: 'said' })
})

test('other words of the host are announced as they are', () => {
  expect(parse({ action: 'message', from: '#host', text: 'closing at ten' })).toEqual({
    kind: 'announced',
    text: 'closing at ten',
  })
})

test('an error frame of the gateway is a refusal', () => {
  expect(parse({ message: 'Too Many Requests', connectionId: 'c', requestId: 'r' })).toEqual({
    kind: 'refused',
    reason: 'Too Many Requests',
  })
})

test.each([
  'not json',
  '',
  'null',
  '7',
  '"text"',
  '[]',
  '{}',
  '{"action":"message"}',
  '{"action":"message","from":"a","text":null}',
  '{"action":"message","from":{},"text":"a"}',
  '{"action":"welcome","from":"a","text":"a"}',
  '{"message":{}}',
  new ArrayBuffer(2),
  undefined,
])('%j is ignored', (data) => {
  expect(parseLobbyFrame(data)).toBeUndefined()
})

test('what is sent has the shape that the lobby asks for', () => {
  expect(JSON.parse(sendFrame('a "quoted"\nline'))).toEqual({ action: 'send', text: 'a "quoted"\nline' })
})
