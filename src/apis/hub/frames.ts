import type { Position } from '../../core/index.ts'
import {
  type HubCloseReason,
  type HubError,
  type HubErrorCode,
  type HubErrorDetail,
  type HubEventName,
  type HubEvents,
  type HubUser,
  hubErrors,
} from '../../protocol/index.ts'

export const reply = (id: string, data: object): string =>
  JSON.stringify({ type: 'reply', id, ok: true, data })

/** The answer to a publish, written for each: so it is put together of texts. */
export function publishReply(
  id: string,
  mid: string,
  position: Position | undefined,
  isDuplicate: boolean,
): string {
  const at = position === undefined ? '' : `"offset":${position.offset},"epoch":"${position.epoch}"`
  const more = isDuplicate ? `"mid":"${mid}","duplicate":true` : `"mid":"${mid}"`
  const data = at === '' ? more : `${at},${more}`
  return `{"type":"reply","id":${JSON.stringify(id)},"ok":true,"data":{${data}}}`
}

/** A page of history, whose events are texts already. */
export const historyReply = (id: string, events: readonly string[], epoch: string, more: boolean): string =>
  `{"type":"reply","id":${JSON.stringify(id)},"ok":true,"data":{"events":[${events.join(',')}],"epoch":"${epoch}","more":${more}}}`

export const failure = (id: string | undefined, error: HubError): string =>
  id === undefined ? event('error', { error }) : JSON.stringify({ type: 'reply', id, ok: false, error })

export const event = <Name extends Exclude<HubEventName, 'message'>>(
  name: Name,
  fields: HubEvents[Name],
): string => JSON.stringify({ type: 'event', event: name, ...fields })

/** What is said, without its place in history. */
export interface Said {
  readonly mid: string
  readonly from: HubUser
  readonly ts: number
  readonly data: unknown
}

export const message = (channel: string, { mid, from, ts, data }: Said): string =>
  JSON.stringify({ type: 'event', event: 'message', channel, mid, from, ts, data })

export interface ErrorMore {
  readonly retryAfterMs?: number
  readonly details?: readonly HubErrorDetail[]
}

export function hubError(
  code: HubErrorCode,
  text: string,
  requestId: string,
  { retryAfterMs, details }: ErrorMore = {},
): HubError {
  return {
    code,
    ...hubErrors[code],
    message: text,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(details !== undefined && { details }),
    requestId,
  }
}

export const goodbye = (reason: HubCloseReason, delayMs?: readonly [number, number]): string =>
  event('goodbye', { reason, reconnect: delayMs !== undefined, delayMs: delayMs ?? [0, 0] })
