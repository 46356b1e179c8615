import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, expect, test } from 'vitest'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { type AwsAnswer, type AwsServer, awsServer, testConfig } from '../shared/aws-server.fixture.ts'
import { s3Files } from './files.ts'

const opened: AwsServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

async function open(answer: AwsAnswer | 'cut' = { headers: { ETag: '"1"' } }) {
  const server = await awsServer(() => answer)
  opened.push(server)
  const client = new S3Client({ ...testConfig, endpoint: server.endpoint, forcePathStyle: true })
  return { server, files: s3Files({ client, bucket: 'issuer' }) }
}

const put = async ({ files }: Awaited<ReturnType<typeof open>>) =>
  files.put('.well-known/jwks.json', '{"keys":[]}', 'application/json', 'max-age=300')

test('a file is put whole, with its type and how long it may be kept', async () => {
  const opened = await open()
  await put(opened)
  const [request] = opened.server.requests
  expect(request).toMatchObject({
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'cache-control': 'max-age=300' },
  })
  expect(request?.target).toMatch(/^\/issuer\/\.well-known\/jwks\.json(\?|$)/)
  expect(request?.body.toString()).toContain('{"keys":[]}')
})

test.each([
  ['a throttle', { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }],
  ['no answer', 'cut' as const],
])('a bucket that is away is unavailable: %s', async (_label, answer) => {
  await expect(put(await open(answer))).rejects.toThrow(Unavailable)
})

test('a bucket that refuses is an error', async () => {
  const body = '<Error><Code>AccessDenied</Code><Message>you may not</Message></Error>'
  await expect(put(await open({ status: 403, body }))).rejects.toThrow('you may not')
})
