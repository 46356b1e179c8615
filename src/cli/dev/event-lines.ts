import { closeSentence } from '../connect/close-names.ts'
import { shownBody, shownJson, shownWord } from './shown-text.ts'
import type { Pair, Trigger } from './trigger.ts'
import { veiledAs } from './veil.ts'

/** Headers that every handshake has, and nobody looks for. */
const usual =
  /^(host|connection|upgrade|pragma|cache-control|user-agent|content-length|accept(-.*)?|sec-(websocket-(key|version|extensions)|fetch-.*|ch-.*|gpc)|dnt|priority|x-forwarded-.*|x-amzn-.*|x-amz-cf-id|via)$/i
const shortIdLength = 8

/** What stands beside the name of the function: why it was called. */
export function triggerTitle(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'authorizer':
      return 'authorizer'
    case 'records':
      return `${trigger.count} ${trigger.count === 1 ? 'record' : 'records'}`
    case 'bus':
      return `${shownWord(trigger.detailType)} from ${shownWord(trigger.source)}`
    case 'other':
      return 'event'
    default:
      return shownWord(trigger.routeKey)
  }
}

/** Enough of the id to tell connections apart. */
export function shortId(trigger: Trigger): string {
  return 'connectionId' in trigger ? shownWord(trigger.connectionId).slice(0, shortIdLength) : ''
}

/** What the function was called with, without what is the same in every event. No secret is in it in full. */
export function eventLines(trigger: Trigger): readonly string[] {
  switch (trigger.kind) {
    case 'authorizer':
    case 'connect':
      return handshakeLines(trigger.query, trigger.headers)
    case 'message':
      return messageLines(trigger)
    case 'disconnect':
      return [
        shownWord(trigger.code === undefined ? trigger.reason : closeSentence(trigger.code, trigger.reason)),
      ]
    case 'records':
      return trigger.source === '' ? [] : [`from ${shownWord(trigger.source)}`]
    case 'bus':
      return shownJson(trigger.detail)
    case 'other':
      return shownJson(trigger.event)
  }
}

function messageLines({ body, isBase64 }: Trigger & { kind: 'message' }): readonly string[] {
  if (body === '') return []
  return isBase64 ? [`<${Buffer.byteLength(body, 'base64')} bytes>`] : shownBody(body)
}

function handshakeLines(query: readonly Pair[], headers: readonly Pair[]): readonly string[] {
  const parameters = query.map(([name, value]) => `${shownWord(name)}=${shownWord(veiledAs(name, value))}`)
  return [
    ...(parameters.length === 0 ? [] : [`?${parameters.join('&')}`]),
    ...headers
      .filter(([name, value]) => !usual.test(name) && value !== '')
      .map(([name, value]) => `${shownWord(name)}: ${shownWord(veiledAs(name, value))}`),
  ]
}
