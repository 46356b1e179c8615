import { createHash } from 'node:crypto'
import type { Clock } from '../../core/index.ts'
import type { Model } from '../template/index.ts'

export interface StoredObject {
  readonly body: Buffer
  readonly contentType: string
  readonly cacheControl?: string
  /** With its quotes. */
  readonly etag: string
  /** Milliseconds since 1970. */
  readonly lastModified: number
}

/** The buckets of a model, past IAM. Buckets are by name; in one that is not there is nothing. */
export interface Buckets {
  has(bucket: string): boolean
  get(bucket: string, key: string): StoredObject | undefined
  put(bucket: string, key: string, object: Pick<StoredObject, 'body' | 'contentType' | 'cacheControl'>): void
  delete(bucket: string, key: string): void
  /** In their order. */
  keys(bucket: string): readonly string[]
}

export function openBuckets(model: Model, clock: Clock): Buckets {
  const buckets = new Map(
    model.ofType('AWS::S3::Bucket').map(({ name }) => [name, new Map<string, StoredObject>()]),
  )
  return {
    has: (bucket) => buckets.has(bucket),
    get: (bucket, key) => buckets.get(bucket)?.get(key),
    put: (bucket, key, object) => {
      const objects = buckets.get(bucket)
      if (objects === undefined) throw new Error(`there is no bucket ${bucket} in the templates`)
      const etag = `"${createHash('md5').update(object.body).digest('hex')}"`
      objects.set(key, { ...object, etag, lastModified: clock.now() })
    },
    delete: (bucket, key) => {
      buckets.get(bucket)?.delete(key)
    },
    keys: (bucket) => [...(buckets.get(bucket)?.keys() ?? [])].sort(),
  }
}
