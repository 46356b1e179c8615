import { expect, test } from 'vitest'
import type { Handshake } from '../core/ports/authorizer.ts'
import { signedRequests } from './signed-requests.ts'
import { ada, inHeader, inQuery, testVerifier } from './sigv4/signed-request.fixture.ts'
import type { SignedRequest } from './sigv4/verifier.ts'

const { clock, verifier } = testVerifier()
const authorize = signedRequests({ verifier })

function handshake({ target, headers }: Pick<SignedRequest, 'target' | 'headers'>): Handshake {
  const [path = '', query = ''] = target.split('?')
  return {
    connectionId: 'c',
    path,
    target,
    query: new URLSearchParams(query),
    headers,
    rawHeaders: [],
    subprotocols: [],
    sourceIp: '10.0.0.1',
    domainName: 'localhost:8080',
    requestedAt: 0,
  }
}

const allowed = {
  allow: {
    id: 'AKIDADA',
    context: { accessKey: 'AKIDADA' },
    identity: {
      accountId: '000000000000',
      caller: 'AKIDADA',
      user: 'AKIDADA',
      userArn: 'arn:aws:iam::000000000000:user/AKIDADA',
      accessKey: 'AKIDADA',
    },
  },
}
const forbidden = { deny: { status: 403, reason: 'forbidden' } }

test('who signed the upgrade is let in as the user of the key', async () => {
  const header = inHeader({ method: 'GET', path: '/poc', body: '', service: 'execute-api' })
  expect(await authorize(handshake(inQuery()))).toEqual(allowed)
  expect(await authorize(handshake(header))).toEqual(allowed)
})

test('who did not sign it, or badly, is not let in', async () => {
  const { target, headers } = inQuery()
  const refused = [
    handshake({ target: '/poc', headers }),
    handshake({ target: target.replace('/poc?', '/prod?'), headers }),
    handshake({ target: target.replace(/.$/, (last) => (last === '0' ? '1' : '0')), headers }),
    handshake({ target, headers: { ...headers, host: 'elsewhere' } }),
    handshake(inQuery('', { ...ada, accessKeyId: 'AKIDNOBODY' })),
    handshake(inHeader({ method: 'GET', path: '/poc', body: '', service: 'events' })),
    handshake(inHeader({ path: '/poc' })),
  ]
  expect(await Promise.all(refused.map(authorize))).toEqual(refused.map(() => forbidden))
})

test('a link that is over lets nobody in', async () => {
  const late = inQuery()
  clock.pass(300_001)
  expect(await authorize(handshake(late))).toEqual(forbidden)
})
