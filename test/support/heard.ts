import type { Client } from './client.ts'

/** API Gateway's frame for what has no route. */
export const forbidden = /^\{"message": "Forbidden", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$/

/**
 * What a client of an API with API Gateway's frames has heard by now. It says something that has no route: when the
 * answer is there, all that it said before has been handled, and all that it was sent before has come.
 */
export function heard(client: Client): Promise<string[]> {
  client.send({ action: 'nothing of this name' })
  return client.until((frame) => forbidden.test(frame))
}
