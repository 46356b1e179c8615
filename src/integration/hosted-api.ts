import {
  type Admission,
  type Api,
  type Authorizer,
  after,
  type Clock,
  type Context,
  defineApi,
  gatewayFault,
  gatewayFrames,
  type Handshake,
  type Ids,
  type Later,
  type Message,
  type Route,
  type User,
} from '../core/index.ts'
import { connectAnswer, type MessageAnswer, messageAnswer } from './answers.ts'
import type { ApiKeys } from './api-keys.ts'
import { connectEvent } from './connect-events.ts'
import { authorizedAs, type ConnectionRecord } from './connection-record.ts'
import { disconnectEvent } from './disconnect-event.ts'
import { type MessageEvents, messageEvents } from './message-events.ts'
import type { Models } from './models.ts'
import type { Integration } from './proxy-call.ts'
import type { RequestRecords } from './request-records.ts'

/** What answers for a route. */
export interface HostedRoute {
  readonly integration: Integration
  /** Whether its answer is sent to the client. */
  readonly isTwoWay: boolean
  /** What a body must look like. */
  readonly models?: Models
}

/** Where AWS does both, or nobody knows what it does. */
export interface ContractSettings {
  readonly contextTypes: 'text' | 'native'
  readonly errorAnswers: 'silent' | 'frame'
  readonly binary: 'refuse' | 'base64'
  readonly inOrder: boolean
}

export interface HostedApiOptions {
  readonly name: string
  /** A route selection expression. Throws a `SyntaxError` for one that cannot be read. */
  readonly selector: string
  /** By route key: `$connect`, `$disconnect`, `$default` and others. */
  readonly routes: Readonly<Record<string, HostedRoute>>
  readonly authorize: Authorizer
  readonly records: RequestRecords
  readonly apiKeys?: ApiKeys
  readonly settings: ContractSettings
  /** Of an answer, in bytes. */
  readonly maxAnswerBytes: number
  readonly clock: Clock
  readonly ids: Ids
}

/** A connection that was admitted. */
interface Known {
  readonly record: ConnectionRecord
  readonly events: MessageEvents
}

/**
 * An API whose routes are answered by functions and other integrations, with the events and the outcomes of API
 * Gateway. What its events say of a connection is kept as long as the connection.
 */
export function hostedApi(options: HostedApiOptions): Api {
  const { name, selector, routes, settings } = options
  const known = new Map<string, Known>()
  const { $connect, $disconnect, ...others } = routes
  return defineApi({
    name,
    selector,
    authorize: options.authorize,
    about: { title: name, description: 'An API of its own, answered by functions.' },
    frames: { ...gatewayFrames, binary: settings.binary },
    handling: settings.inOrder ? 'in-order' : 'at-once',
    admit: admission($connect, known, options),
    onDisconnect: (c, ending) => {
      const record = known.get(c.connectionId)?.record ?? noted(c)
      known.delete(c.connectionId)
      return record && $disconnect && disconnected($disconnect, record, ending, options)
    },
    routes: Object.fromEntries(
      Object.entries(others).map(([key, route]) => [key, routed(key, route, known, options)]),
    ),
  })
}

type Admit = (handshake: Handshake, user: User) => Promise<Admission>

/** Without a `$connect`, whoever the authorizer lets in is admitted. */
function admission(
  route: HostedRoute | undefined,
  known: Map<string, Known>,
  options: HostedApiOptions,
): Admit {
  const { records, apiKeys, settings, ids } = options
  return async (handshake, user) => {
    const asked = records.recordOf(handshake)
    const key = apiKeys?.check(handshake, user)
    if (key === 'refused') return { refuse: { status: 403 } }
    const identity = { ...user.identity, ...key }
    const record: ConnectionRecord = {
      ...asked,
      // Who signed is in `identity`; everybody else who was asked for anything has an authorizer.
      ...(user.context && !user.identity && { authorizer: authorizedAs(user, settings.contextTypes) }),
      ...(Object.keys(identity).length > 0 && { identity }),
    }
    // Its events may come as soon as it is open.
    const admitted = { record, events: messageEvents(record) }
    const memo = (): string => JSON.stringify(record)
    if (route === undefined) {
      known.set(record.connectionId, admitted)
      return { accept: [], memo }
    }
    const connectIds = records.idsOf(handshake)
    const invoked = await route.integration({
      requestId: ids.uuid(),
      context: connectIds,
      event: () => connectEvent(record, handshake, connectIds),
      routeKey: '$connect',
      record,
      request: handshake,
      now: record.requestedAt,
    })
    const answer = connectAnswer(invoked)
    if ('refuse' in answer) return answer
    known.set(record.connectionId, admitted)
    return { accept: answer.accept.headers, memo }
  }
}

/** The record of a connection of a node that is dead. */
function noted({ memo }: Context): ConnectionRecord | undefined {
  const record: unknown = memo === undefined ? undefined : JSON.parse(memo)
  return isRecord(record) ? record : undefined
}

/** What is noted is what a node of this fleet has written. */
const isRecord = (value: unknown): value is ConnectionRecord =>
  typeof value === 'object' && value !== null && 'connectionId' in value && 'requestedAt' in value

async function disconnected(
  { integration }: HostedRoute,
  record: ConnectionRecord,
  ending: { readonly code: number; readonly reason: string },
  { ids, clock }: HostedApiOptions,
): Promise<void> {
  const now = clock.now()
  const requestId = ids.short()
  await integration({
    requestId: ids.uuid(),
    context: { requestId },
    event: () => disconnectEvent(record, { ...ending, requestId, now }),
    routeKey: '$disconnect',
    record,
    now,
  })
}

function routed(
  routeKey: string,
  { integration, isTwoWay, models }: HostedRoute,
  known: ReadonlyMap<string, Known>,
  { ids, clock, settings, maxAnswerBytes }: HostedApiOptions,
): Route {
  const how = { isTwoWay, errorAnswers: settings.errorAnswers, maxBytes: maxAnswerBytes }

  const call = async (c: Context, { events, record }: Known, message: Message): Promise<void> => {
    const now = clock.now()
    const requestId = ids.short()
    const messageId = ids.short()
    const { text: body, isBase64Encoded } = message
    const invoked = await integration({
      requestId: ids.uuid(),
      context: { requestId, messageId },
      event: () => events.text({ body, isBase64Encoded, routeKey, requestId, messageId, now }),
      routeKey,
      record,
      body,
      isBase64Encoded,
      now,
    })
    await told(c, messageAnswer(invoked, how), requestId)
  }

  return {
    schema: {},
    summary: '',
    handle(c, message, refuse): Later<void> {
      const checked = models?.(message.body, message.text, c.connectionId) ?? { valid: true }
      return after(checked, (verdict) => {
        if (verdict === 'busy') return told(c, 'too-many-requests', ids.short())
        if (!verdict.valid) return refuse({ field: verdict.field, why: verdict.why })
        const connection = known.get(c.connectionId)
        return connection && call(c, connection, message)
      })
    },
  }
}

function told(c: Context, answer: MessageAnswer | 'too-many-requests', requestId: string): Later<void> {
  if (answer === 'nothing') return
  return c.reply(
    typeof answer === 'string'
      ? gatewayFault({ kind: answer }, { connectionId: c.connectionId, requestId })
      : answer.frame,
  )
}
