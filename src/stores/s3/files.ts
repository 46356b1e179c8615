import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { asUnavailable } from '../shared/aws-error.ts'

export interface S3FilesOptions {
  /** One made with `forcePathStyle: true` reaches buckets at endpoints that have no names for them. */
  readonly client: S3Client
  readonly bucket: string
}

export interface Files {
  /** Write a whole file. `cacheControl` is the header of the same name. May reject with `Unavailable`. */
  put(key: string, body: string, contentType: string, cacheControl: string): Promise<void>
}

/** Files in a bucket of S3. */
export function s3Files({ client, bucket }: S3FilesOptions): Files {
  return {
    async put(key, body, contentType, cacheControl) {
      const file = {
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        CacheControl: cacheControl,
      }
      try {
        await client.send(new PutObjectCommand(file))
      } catch (error) {
        throw asUnavailable('S3', error)
      }
    },
  }
}
