import { describe, expect, test } from 'vitest'
import { identityHttp } from './http.ts'
import { testIssuer } from './test-issuer.fixture.ts'

const generateKeys = '/2015-03-31/functions/GenerateKeys/invocations'

function open(sourceIp = '127.0.0.1') {
  const issuer = testIssuer()
  const app = identityHttp({ ...issuer, sourceIp: () => sourceIp })
  const post = async (target: string, headers: Record<string, string> = {}) =>
    app.request(target, { method: 'POST', headers })
  return { ...issuer, post }
}

/** What an error is: its status and its body. */
async function outcome(response: Response): Promise<readonly [number, string]> {
  return [response.status, await response.text()]
}

describe('GenerateKeys', () => {
  test('rotates the keys, and answers as a Lambda function without a result', async () => {
    const { post, signingKeys } = open()
    const before = (await signingKeys.current()).publicJwk.kid
    const response = await post(generateKeys)
    expect(response.headers.get('X-Amz-Executed-Version')).toBe('$LATEST')
    expect(await outcome(response)).toEqual([200, 'null'])
    const { keys } = await signingKeys.jwks()
    expect(keys.map(({ kid }) => kid)).toEqual([expect.not.stringMatching(before), before])
  })

  test.each(['Origin', 'Sec-Fetch-Site', 'Forwarded', 'X-Forwarded-For', 'X-Real-IP', 'Via'])(
    'is not for a page or a proxy on this machine, which send %s',
    async (name) => {
      const { post, keys } = open()
      for (const value of ['same-origin', 'null', '127.0.0.1']) {
        expect(await outcome(await post(generateKeys, { [name]: value }))).toEqual([
          403,
          '{"message":"Forbidden"}',
        ])
      }
      expect(await keys.list()).toEqual([])
    },
  )

  test.each(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', ''])('is not for %s', async (ip) => {
    const { post, keys } = open(ip)
    expect((await post(generateKeys)).status).toBe(403)
    expect(await keys.list()).toEqual([])
  })

  test('is for whom the server is told to trust', async () => {
    const issuer = testIssuer()
    const mayManage = (allowed: boolean) =>
      identityHttp({ ...issuer, sourceIp: () => '10.0.0.1', mayManage: () => allowed })
    expect((await mayManage(false).request(generateKeys, { method: 'POST' })).status).toBe(403)
    expect((await mayManage(true).request(generateKeys, { method: 'POST' })).status).toBe(200)
  })
})
