import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { expect, onTestFinished, vi } from 'vitest'
import type { DeadLetter } from '../core/ports/dead-letters.ts'
import { type MovedClock, movedClock } from '../core/ports/moved-clock.fixture.ts'
import { systemIds } from '../stores/index.ts'
import { alarm } from './alarm.ts'

const text = Type.String()

/** What the AsyncAPI document requires of an alarm; `Message` is a text of JSON. */
export const notification = Compile(
  Type.Object({ Type: text, MessageId: text, Subject: text, Message: text, Timestamp: text }),
)

export interface Call {
  readonly request: IncomingMessage
  readonly body: string
  readonly response: ServerResponse
}

/** A webhook that answers each call as `answer` says, and an alarm that rings there. */
export async function open(answer: (call: Call, index: number) => void, path = '/hook?key=secret') {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      const call = { request, body, response }
      calls.push(call)
      answer(call, calls.length - 1)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { calls, server, ...ringing(`http://127.0.0.1:${portOf(server.address())}${path}`) }
}

export function ringing(webhook: string) {
  const clock = movedClock()
  const lines: [object, string][] = []
  const keep = (fields: object, message: string) => lines.push([fields, message])
  const log = { debug: keep, info: keep, warn: keep, error: keep }
  return { clock, lines, bell: alarm({ webhook, stage: 'poc', ids: systemIds(), clock, log }) }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('it does not listen on a port')
  return address.port
}

export function letter(rule: string, reason = 'it was too much'): DeadLetter {
  const event = {
    id: 'e',
    bus: 'default',
    source: 's',
    detailType: 't',
    detailText: '{"a":1}',
    resources: [],
    time: 1,
  }
  return { id: 'l', event, rule, attempts: 5, reason, diedAt: 2 }
}

export function reasonIn({ body }: Call): unknown {
  const { Message } = notification.Parse(JSON.parse(body))
  return JSON.parse(Message).NewStateReason
}

export const ok = ({ response }: Call) => response.end('thanks')
export const status = (code: number) => (call: Call) => {
  call.response.statusCode = code
  call.response.end('no')
}

/** Let time pass as soon as the alarm waits for it. */
export async function passWhenWaiting(clock: MovedClock, ms: number, lines: unknown[], logged: number) {
  await vi.waitFor(() => {
    expect(lines).toHaveLength(logged)
    expect(clock.waiting()).toBe(1)
  })
  await clock.pass(ms)
}

export async function passAllTries(clock: MovedClock, lines: unknown[]) {
  await passWhenWaiting(clock, 1_000, lines, 1)
  await passWhenWaiting(clock, 2_000, lines, 2)
}
