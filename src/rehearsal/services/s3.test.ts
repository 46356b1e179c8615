import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { allow, asCaller, openedAws } from './opened-aws.fixture.ts'

const resources = { Site: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'site' } } }
const Bucket = 'site'

async function client(...actions: string[]): Promise<S3Client> {
  const aws = await openedAws({
    resources,
    allowed: [allow(actions, ['arn:aws:s3:::site', 'arn:aws:s3:::site/*'])],
  })
  return new S3Client({ ...asCaller(aws), forcePathStyle: true })
}

describe('a bucket', () => {
  test('gives what was put, with its headers', async () => {
    const s3 = await client('s3:PutObject', 's3:GetObject')
    const Key = '.well-known/a b.json'
    const put = { Bucket, Key, Body: '{}', ContentType: 'application/json', CacheControl: 'max-age=60' }
    await s3.send(new PutObjectCommand(put))
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(await got.Body?.transformToString()).toBe('{}')
    expect(got).toMatchObject({ ContentType: 'application/json', CacheControl: 'max-age=60' })
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 2 })
  })

  test('takes a body that comes as a stream', async () => {
    const s3 = await client('s3:PutObject', 's3:GetObject')
    const Body = Readable.from([Buffer.from('one '), Buffer.from('two')])
    await s3.send(new PutObjectCommand({ Bucket, Key: 'x', Body, ContentLength: 7 }))
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'x' }))
    expect(await got.Body?.transformToString()).toBe('one two')
  })

  test('is listed in pages, and what is deleted is gone', async () => {
    const s3 = await client('s3:*')
    for (const Key of ['a/1', 'a/2', 'b/1']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b/1' }))
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }))
    expect(first).toMatchObject({ IsTruncated: true, Contents: [{ Key: 'a/1', Size: 3 }] })
    const ContinuationToken = first.NextContinuationToken
    const second = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['a/2'])
  })

  test('is closed to what the role does not allow', async () => {
    const s3 = await client('s3:GetObject')
    const putting = s3.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' }))
    await expect(putting).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:PutObject on resource: arn:aws:s3:::site/x'),
    })
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
  })
})

test('a bucket has what the app deploys to it, with the markers of values filled in', async () => {
  const aws = await openedAws({
    resources: {
      ...resources,
      Deployment: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: {
          SourceBucketNames: ['assets', 'assets'],
          SourceObjectKeys: ['page.zip', 'config.zip'],
          SourceMarkers: [{}, { '<<marker:0xbaba:0>>': { Ref: 'Site' } }],
          DestinationBucketName: { Ref: 'Site' },
          SystemMetadata: { 'cache-control': 'no-cache' },
        },
      },
    },
    assets: {
      'page.zip': { 'index.html': '<p>', 'assets/app.js': '1' },
      'config.zip': { 'config.json': '{"bucket":"<<marker:0xbaba:0>>"}' },
    },
  })
  expect(aws.buckets.keys('site')).toEqual(['assets/app.js', 'config.json', 'index.html'])
  expect(aws.buckets.get('site', 'index.html')).toMatchObject({
    contentType: 'text/html',
    cacheControl: 'no-cache',
  })
  expect(aws.buckets.get('site', 'config.json')?.body.toString()).toBe('{"bucket":"site"}')
})
