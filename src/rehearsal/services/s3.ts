import type { Buckets, StoredObject } from './buckets.ts'
import type { Answer, Call, Command, Need, Service } from './service.ts'
import { xmlDocument, xmlText } from './xml.ts'

/** A small S3 in memory, with paths of the form `/bucket/key`: Put, Get, Head, Delete and List. */
export function s3(buckets: Buckets): Service {
  return {
    refuse: (message) => fault(403, 'AccessDenied', message),
    read: (call) => {
      const [, bucket = '', path = ''] = /^\/([^/]*)\/?(.*)$/s.exec(call.url.pathname) ?? []
      const key = decodeURIComponent(path)
      const operation = operationOf(call.method, key)
      if (operation === undefined) return fault(405, 'MethodNotAllowed', 'The method is not known here.')
      return {
        label: `${operation} ${bucket}`,
        needs: [needOf(operation, bucket, key)],
        run: () => {
          if (!buckets.has(bucket)) return fault(404, 'NoSuchBucket', 'The specified bucket does not exist')
          return run[operation]({ buckets, bucket, key, call })
        },
      } satisfies Command
    },
  }
}

type Operation = 'PutObject' | 'GetObject' | 'HeadObject' | 'DeleteObject' | 'ListObjectsV2'

function operationOf(method: string, key: string): Operation | undefined {
  if (key === '') return method === 'GET' ? 'ListObjectsV2' : undefined
  return operations[method]
}

const operations: Readonly<Record<string, Operation>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
}

function needOf(operation: Operation, bucket: string, key: string): Need {
  if (operation === 'ListObjectsV2') return { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }
  const action = operation === 'HeadObject' ? 's3:GetObject' : `s3:${operation}`
  return { action, resource: `arn:aws:s3:::${bucket}/${key}` }
}

interface Asked {
  readonly buckets: Buckets
  readonly bucket: string
  readonly key: string
  readonly call: Call
}

const run: Readonly<Record<Operation, (asked: Asked) => Answer>> = {
  PutObject: ({ buckets, bucket, key, call }) => {
    const { 'content-type': contentType = 'binary/octet-stream', 'cache-control': cacheControl } =
      call.headers
    buckets.put(bucket, key, {
      body: bodyOf(call),
      contentType,
      ...(cacheControl === undefined ? {} : { cacheControl }),
    })
    return { status: 200, headers: { etag: buckets.get(bucket, key)?.etag ?? '' }, body: '' }
  },
  GetObject: ({ buckets, bucket, key }) => objectAnswer(buckets.get(bucket, key), key),
  HeadObject: ({ buckets, bucket, key }) => {
    const { status, headers, body } = objectAnswer(buckets.get(bucket, key), key)
    return { status, headers: { ...headers, 'content-length': String(body.length) }, body: '' }
  },
  DeleteObject: ({ buckets, bucket, key }) => {
    buckets.delete(bucket, key)
    return { status: 204, headers: {}, body: '' }
  },
  ListObjectsV2: list,
}

function objectAnswer(object: StoredObject | undefined, key: string): Answer {
  if (object === undefined) {
    return fault(404, 'NoSuchKey', 'The specified key does not exist.', `<Key>${xmlText(key)}</Key>`)
  }
  return {
    status: 200,
    headers: {
      'content-type': object.contentType,
      etag: object.etag,
      'last-modified': new Date(object.lastModified).toUTCString(),
      ...(object.cacheControl === undefined ? {} : { 'cache-control': object.cacheControl }),
    },
    body: object.body,
  }
}

const mostKeys = 1_000

/** A page ends with its last key, after which the next one begins. */
function list({ buckets, bucket, call }: Asked): Answer {
  const query = call.url.searchParams
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? query.get('start-after') ?? ''
  const most = Math.min(Number(query.get('max-keys') ?? mostKeys), mostKeys)
  const keys = buckets.keys(bucket).filter((key) => key.startsWith(prefix) && key > after)
  const page = keys.slice(0, most)
  const isTruncated = keys.length > page.length
  const contents = page.map((key) => {
    const { body, etag = '', lastModified = 0 } = buckets.get(bucket, key) ?? {}
    const modified = new Date(lastModified).toISOString()
    return `<Contents><Key>${xmlText(key)}</Key><LastModified>${modified}</LastModified><ETag>${xmlText(etag)}</ETag><Size>${body?.length ?? 0}</Size></Contents>`
  })
  const next = isTruncated
    ? `<NextContinuationToken>${xmlText(page.at(-1) ?? '')}</NextContinuationToken>`
    : ''
  const head = `<Name>${xmlText(bucket)}</Name><Prefix>${xmlText(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>`
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument(
      `<ListBucketResult>${head}<IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    ),
  }
}

/** SDKs send a body that they cannot sign ahead in chunks, each with its length, and a checksum after them. */
function bodyOf({ headers, body }: Call): Buffer {
  const { 'content-encoding': encoding = '', 'x-amz-content-sha256': hash = '' } = headers
  if (!encoding.includes('aws-chunked') && !String(hash).startsWith('STREAMING-')) return body
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const length = end === -1 ? 0 : Number.parseInt(body.toString('latin1', at, end), 16)
    if (!(length > 0)) return Buffer.concat(parts)
    parts.push(body.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
}

function fault(status: number, code: string, message: string, more = ''): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument(
      `<Error><Code>${code}</Code><Message>${xmlText(message)}</Message>${more}<RequestId>0</RequestId></Error>`,
    ),
  }
}
