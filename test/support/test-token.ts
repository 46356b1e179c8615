import { getJson } from './json.ts'
import type { TestServer } from './server.ts'

/** A token of `CreateTestJwt`. */
export async function testToken({ url }: Pick<TestServer, 'url'>, userId = 'myuserid'): Promise<string> {
  const answer = await getJson(`${url}/2015-03-31/functions/CreateTestJwt/invocations`, {
    method: 'POST',
    body: JSON.stringify({ userId }),
  })
  return answer.authToken
}
