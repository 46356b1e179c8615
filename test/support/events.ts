import { getJson } from './json.ts'
import type { TestServer } from './server.ts'

export interface Entry {
  readonly DetailType: string
  readonly Source?: string
  readonly EventBusName?: string
  readonly detail: object
}

/** EventBridge's `PutEvents` over plain HTTP. When it resolves, what is done at once with the events is done. */
export async function putEvents({ url }: Pick<TestServer, 'url'>, ...entries: readonly Entry[]) {
  const Entries = entries.map(({ detail, ...entry }) => ({
    Source: 'CLI',
    ...entry,
    Detail: JSON.stringify(detail),
  }))
  return getJson(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries }),
  })
}

export const entityUpdated = (detail: object): Entry => ({ DetailType: 'Entity Updated', detail })

export const userPush = (detail: object): Entry => ({ DetailType: 'Send User Push Notification', detail })

/** For one connection of the web chat. */
export const welcome = (EventBusName: string, detail: object): Entry => ({
  EventBusName,
  Source: 'welcome',
  DetailType: 'welcome',
  detail,
})
